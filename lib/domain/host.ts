export type ServiceName = { namespace: string; name: string }

/** Where a host was asked for, and what is known to be there. */
export type HostContext = {
  callerNamespace: string
  isService: (service: ServiceName) => boolean
}

/** A Host header may carry a port; an IPv6 address has colons of its own. */
export const withoutPort = (host: string) =>
  host.replace(/^(\[[^\]]*\]|[^:]*):\d+$/, '$1').toLowerCase()

const isAddress = (host: string) => /^[\d.]+$/.test(host) || host.includes(':')

/** `reviews.default.svc…` with any cluster domain, `mongo-0.mongo.db.svc…` of a headless one too. */
export function parseServiceHost(host: string): ServiceName | null {
  const labels = withoutPort(host).split('.')
  const svc = labels.indexOf('svc', 2)
  const name = labels[svc - 2]
  const namespace = labels[svc - 1]
  return svc > 0 && name && namespace ? { namespace, name } : null
}

/**
 * The service that a host means to its caller, by the search path of a pod's DNS. `null` for a host
 * outside of the cluster. Two labels may be either; then only a service that is known is one.
 * https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export function resolveService(
  host: string,
  { callerNamespace, isService }: HostContext,
): ServiceName | null {
  const full = parseServiceHost(host)
  if (full) return full
  const bare = withoutPort(host)
  const [name, namespace, ...rest] = bare.split('.')
  if (!name || isAddress(bare) || rest.length > 0) return null
  if (namespace === undefined) return { namespace: callerNamespace, name }
  return isService({ namespace, name }) ? { namespace, name } : null
}
