import { serviceHost, type World } from '../world/world'

/** In Istio's own objects a name without a dot means a service of the object's namespace. */
export const configHost = (host: string, namespace: string): string =>
  host.includes('.') || host === '*' ? host : serviceHost(host, namespace)

/** What an application asks for goes through the search list of its pod's resolver. */
export function requestedHost(world: World, host: string, clientNamespace: string): string {
  const suffixes = [`.${clientNamespace}.svc.cluster.local`, '.svc.cluster.local', '.cluster.local']
  const candidates = [host, ...suffixes.map((suffix) => host + suffix)]
  return candidates.find((candidate) => world.services.has(candidate)) ?? host
}

/** `*` and `*.example.com` cover; a name covers itself. */
export const hostCovers = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*') && host.endsWith(pattern.slice(1)))

/** An exact host is more specific than a wildcard, a longer wildcard more than a shorter. */
export const hostSpecificity = (pattern: string): number =>
  pattern.startsWith('*') ? pattern.length - 1 : Number.POSITIVE_INFINITY
