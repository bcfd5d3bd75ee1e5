/**
 * What has been opened, as the `expand` of groups that were drawn: `ns/shop`, `app/shop/reviews`,
 * `more/shop/60` (so many of that namespace) and `more/60` (so many of the mesh).
 */
export type Expansion = {
  namespaces: ReadonlySet<string>
  /** `namespace/app` */
  apps: ReadonlySet<string>
  /** How many to draw, by namespace; under '' of the mesh. */
  more: ReadonlyMap<string, number>
}

export const namespaceToken = (namespace: string) => `ns/${namespace}`
export const appToken = (namespace: string, app: string) => `app/${namespace}/${app}`
export const moreToken = (namespace: string | null, count: number) =>
  namespace === null ? `more/${count}` : `more/${namespace}/${count}`

/** Where something is open. */
export const openedNamespaces = ({ namespaces, apps, more }: Expansion): string[] => {
  const ofApps = [...apps].map((app) => app.slice(0, app.indexOf('/')))
  const all = new Set([...namespaces, ...ofApps, ...more.keys()])
  // That of the whole mesh opens no namespace.
  all.delete('')
  return [...all]
}

/** What was never one of ours opens nothing: an old link still opens. */
export function parseExpansion(tokens: readonly string[]): Expansion {
  const namespaces = new Set<string>()
  const apps = new Set<string>()
  const more = new Map<string, number>()
  for (const token of tokens) {
    const [kind, first, second] = token.split('/')
    if (first === undefined) continue
    if (kind === 'ns') namespaces.add(first)
    else if (kind === 'app' && second !== undefined) apps.add(`${first}/${second}`)
    else if (kind === 'more') {
      const [namespace, count] = second === undefined ? ['', first] : [first, second]
      if (/^\d{1,5}$/.test(count)) more.set(namespace, Number(count))
    }
  }
  return { namespaces, apps, more }
}
