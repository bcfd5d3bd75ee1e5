import { resolveService, type ServiceName } from '../host'
import { qualifiedName } from '../workload'
import type { MeshFacts } from './mesh-facts'
import { isKnown } from './peer'
import type { Hop, Peer, TrafficSamples } from './sample'

/** Every service that some route mirrors requests to, each once. */
export function mirrorTargets({ routes, services }: MeshFacts): ServiceName[] {
  const known = new Set(services.map(qualifiedName))
  const isService = (service: ServiceName) => known.has(qualifiedName(service))
  const targets = new Map<string, ServiceName>()
  for (const { namespace, effects } of routes)
    for (const { host } of effects?.mirrors ?? []) {
      const service = resolveService(host, { callerNamespace: namespace, isService })
      if (service) targets.set(qualifiedName(service), service)
    }
  return [...targets.values()]
}

/**
 * Calls that only their destination reports, though their source reports others, to a service that a
 * route mirrors to: these are copies. Where the same pair also has ordinary calls, Prometheus has
 * told the two apart already.
 */
export function flagMirrored(samples: TrafficSamples, facts: MeshFacts): TrafficSamples {
  const targets = new Set(mirrorTargets(facts).map(qualifiedName))
  if (targets.size === 0) return samples
  const reporting = new Set<string>()
  for (const { hop } of samples.requests)
    if (hop.reporter === 'source' && hop.source) reporting.add(nameOf(hop.source))
  const isCopy = ({ reporter, source, destinationService }: Hop) =>
    reporter === 'destination' &&
    source !== null &&
    isKnown(source.workload) &&
    reporting.has(nameOf(source)) &&
    targets.has(serviceNameOf(destinationService))
  const flagged = new Map<Hop, Hop>()
  const flag = (hop: Hop): Hop => {
    if (hop.mirrored || !isCopy(hop)) return hop
    const known = flagged.get(hop) ?? { ...hop, mirrored: true }
    flagged.set(hop, known)
    return known
  }
  const all = <T extends { hop: Hop }>(ones: readonly T[]): T[] =>
    ones.map((one) => (flag(one.hop) === one.hop ? one : { ...one, hop: flag(one.hop) }))
  return {
    ...samples,
    requests: all(samples.requests),
    latency: samples.latency && all(samples.latency),
  }
}

const nameOf = ({ namespace, workload }: Peer) => `${namespace}/${workload}`

/** `reviews.default.svc.cluster.local` → `default/reviews`; the proxy that was called writes it in full. */
function serviceNameOf(host: string): string {
  const [name = '', namespace = ''] = host.split('.')
  return qualifiedName({ namespace, name })
}
