/** A host as an Istio object writes it: a short one belongs to the object's own namespace. */
export const fullHost = (host: string, namespace: string, domain: string) =>
  host.includes('.') || host.includes('*') ? host : `${host}.${namespace}.svc.${domain}`

/** `*` and `*.suffix`; anything else only matches itself. */
export const matchesHost = (pattern: string, host: string) =>
  pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern === host

/** More specific first: an exact host, then the longer pattern. */
export const bySpecificity = (a: string, b: string) =>
  Number(a.startsWith('*')) - Number(b.startsWith('*')) || b.length - a.length

/**
 * Whether what `owner` exports reaches `namespace`. `*` everybody, `.` only its own namespace, `~`
 * nobody. https://istio.io/latest/docs/reference/config/networking/service-entry/ (exportTo)
 */
export const isExportedTo = (exportTo: readonly string[], owner: string, namespace: string) =>
  exportTo.some((to) => to === '*' || to === namespace || (to === '.' && owner === namespace))
