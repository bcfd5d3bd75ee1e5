import type { HttpMatch, HttpRoute, StringMatch, VirtualService } from '../world/istio-objects'
import { oncePerWorld } from '../world/once-per-world'
import type { World } from '../world/world'
import { exportedBy, isVisibleIn } from './visibility'

/** A rule with the namespace in which its short names are to be read. */
export type Written = { route: HttpRoute; namespace: string }

/** Whether all that the delegate's match takes is within the root's; no two regular expressions are. */
function isWithin(leaf: StringMatch | undefined, root: StringMatch | undefined): boolean {
  if (!leaf || !root) return true
  if (leaf.regex !== undefined || root.regex !== undefined) return false
  if (root.exact !== undefined) return leaf.exact === root.exact
  return (leaf.exact ?? leaf.prefix ?? '').startsWith(root.prefix ?? '')
}

const isSameOrAbsent = <T>(leaf: T | undefined, root: T | undefined) =>
  leaf === undefined || root === undefined || leaf === root

type ByName = Readonly<Record<string, StringMatch>>

const areWithin = (leaf: ByName = {}, root: ByName = {}) =>
  Object.entries(leaf).every(([name, match]) => isWithin(match, root[name]))

/** Both matches in one, the delegate's word before the root's; `null` where they contradict. */
function merged(leaf: HttpMatch, root: HttpMatch): HttpMatch | null {
  const fits =
    isWithin(leaf.uri, root.uri) &&
    isWithin(leaf.method, root.method) &&
    isWithin(leaf.authority, root.authority) &&
    areWithin(leaf.headers, root.headers) &&
    areWithin(leaf.queryParams, root.queryParams) &&
    isSameOrAbsent(leaf.port, root.port) &&
    isSameOrAbsent(leaf.sourceNamespace, root.sourceNamespace)
  if (!fits) return null
  return {
    ...root,
    ...leaf,
    headers: { ...root.headers, ...leaf.headers },
    withoutHeaders: { ...root.withoutHeaders, ...leaf.withoutHeaders },
    queryParams: { ...root.queryParams, ...leaf.queryParams },
    sourceLabels: { ...root.sourceLabels, ...leaf.sourceLabels },
  }
}

/** Every pair of matches; no list for a rule that is dropped since none of its pairs fit. */
function mergedMatches(leaf: HttpRoute, root: HttpRoute): { match?: HttpMatch[] } | null {
  if (!leaf.match?.length) return root.match?.length ? { match: [...root.match] } : {}
  if (!root.match?.length) return { match: [...leaf.match] }
  const roots = root.match
  const match = leaf.match.flatMap((one) => roots.flatMap((other) => merged(one, other) ?? []))
  return match.length ? { match } : null
}

const delegates = oncePerWorld(
  ({ virtualServices }) =>
    new Map(
      virtualServices
        .filter(({ spec }) => !spec.hosts?.length)
        .map((one) => [`${one.metadata.namespace ?? 'default'}/${one.metadata.name}`, one]),
    ),
)

/** A delegate's rules within one rule of the root, whose fields fill what they leave out. */
function delegated(delegate: VirtualService, { delegate: _, ...root }: HttpRoute): Written[] {
  const namespace = delegate.metadata.namespace ?? 'default'
  return (delegate.spec.http ?? [])
    .filter((leaf) => !leaf.delegate)
    .flatMap((leaf) => {
      const match = mergedMatches(leaf, root)
      const { match: _leaf, ...fields } = leaf
      const { match: _root, ...defaults } = root
      return match ? [{ route: { ...defaults, ...fields, ...match }, namespace }] : []
    })
}

/**
 * The http rules of a VirtualService, those of its delegates in their place. A delegate that is
 * missing or not shown to the root drops only the rule that names it.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
export function writtenRules(world: World, root: VirtualService): Written[] {
  const namespace = root.metadata.namespace ?? 'default'
  return (root.spec.http ?? []).flatMap((route) => {
    if (!route.delegate) return [{ route, namespace }]
    const { name = '', namespace: where = namespace } = route.delegate
    const delegate = delegates(world).get(`${where}/${name}`)
    if (!delegate) return []
    const exported = exportedBy(delegate, world.mesh.defaultVirtualServiceExportTo)
    return isVisibleIn(exported, namespace) ? delegated(delegate, route) : []
  })
}
