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
  // What a route mirrors is HTTP; the bytes and messages of a copy are as lonely as its request.
  const isCopy = ({ reporter, protocol, source, destinationService }: Hop) =>
    reporter === 'destination' &&
    protocol !== 'tcp' &&
    source !== null &&
    isKnown(source.workload) &&
    reporting.has(nameOf(source)) &&
    targets.has(serviceNameOf(destinationService))
  const copies = new Set<Hop>()
  for (const { hop } of [...samples.requests, ...samples.volumes])
    if (!hop.mirrored && isCopy(hop)) copies.add(hop)
  if (copies.size === 0) return samples
  // Their labels are those of a view, so that a workload may have no name there.
  const isOfCopy = (hop: Hop) =>
    hop.reporter === 'destination' && [...copies].some((copy) => isWithin(copy, hop))
  return {
    ...samples,
    requests: flagged(samples.requests, (hop) => copies.has(hop)),
    volumes: flagged(samples.volumes, (hop) => copies.has(hop)),
    latency: samples.latency && flagged(samples.latency, isOfCopy),
  }
}

/** With each hop that is one of copies made anew, once. */
function flagged<T extends { hop: Hop }>(
  samples: readonly T[],
  isCopy: (hop: Hop) => boolean,
): T[] {
  const hops = new Map<Hop, Hop>()
  return samples.map((sample) => {
    const { hop } = sample
    const known = hops.get(hop) ?? (isCopy(hop) ? { ...hop, mirrored: true } : hop)
    hops.set(hop, known)
    return known === hop ? sample : { ...sample, hop: known }
  })
}

/** The same call by the labels that the second one has. */
const isWithin = (copy: Hop, hop: Hop) =>
  copy.protocol === hop.protocol &&
  copy.destinationService === hop.destinationService &&
  isNamedAs(copy.source, hop.source) &&
  isNamedAs(copy.destination, hop.destination)

const isNamedAs = (whole: Peer | null, part: Peer | null) =>
  whole !== null &&
  part !== null &&
  peerParts.every((name) => part[name] === '' || part[name] === whole[name])

const peerParts = ['cluster', 'namespace', 'workload', 'app', 'version'] as const

const nameOf = ({ namespace, workload }: Peer) => `${namespace}/${workload}`

/** `reviews.default.svc.cluster.local` → `default/reviews`; the proxy that was called writes it in full. */
function serviceNameOf(host: string): string {
  const [name = '', namespace = ''] = host.split('.')
  return qualifiedName({ namespace, name })
}
