import { type MeshService, serviceHost } from '../world/mesh-service'
import { oncePerWorld } from '../world/once-per-world'
import type { World } from '../world/world'

/** In Istio's own objects a name without a dot means a service of the object's namespace. */
export const configHost = (host: string, namespace: string): string =>
  host.includes('.') || host === '*' ? host : serviceHost(host, namespace)

/** `*` and `*.example.com` cover; a name covers itself. */
export const hostCovers = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*') && host.endsWith(pattern.slice(1)))

/** An exact host is more specific than a wildcard, a longer wildcard more than a shorter. */
export const hostSpecificity = (pattern: string): number =>
  pattern.startsWith('*') ? pattern.length - 1 : Number.POSITIVE_INFINITY

const wildcardServices = oncePerWorld(({ services }) =>
  [...services.values()]
    .filter(({ host }) => host.startsWith('*'))
    .sort((one, other) => hostSpecificity(other.host) - hostSpecificity(one.host)),
)

/** The service of a full host, if need be the closest ServiceEntry with a wildcard for it. */
export const serviceOf = (world: World, host: string): MeshService | undefined =>
  world.services.get(host) ?? wildcardServices(world).find((one) => hostCovers(one.host, host))

/** What an application asks for goes through the search list of its pod's resolver. */
export function requestedHost(world: World, host: string, clientNamespace: string): string {
  const suffixes = [`.${clientNamespace}.svc.cluster.local`, '.svc.cluster.local', '.cluster.local']
  const candidates = [host, ...suffixes.map((suffix) => host + suffix)]
  return candidates.find((candidate) => world.services.has(candidate)) ?? host
}
