import { parseServiceHost, type ServiceName } from '../host'
import { qualifiedName } from '../workload'
import type { MeshFacts } from './mesh-facts'
import { isKnown, knownOrNull } from './peer'
import type { Hop, Peer, TrafficSamples } from './sample'
import { selectedBy } from './selected-by'

/** What one series alone cannot tell, and all of them together with Kubernetes can. */
export type Directory = {
  /** The only cluster there is, where a series does not name one; `null` where there are several. */
  clusterOf(reported: string): string | null
  isService(service: ServiceName): boolean
  /** The service that a full host names; parsed once for each host. */
  serviceAt(host: string): ServiceName | null
  /**
   * The service that stands for a workload as a caller: one that selects it, as Kubernetes says,
   * else one that it was called by. Of several the one named as its app, else the first by name.
   */
  serviceOf(peer: Peer): string | null
}

export function buildDirectory(samples: TrafficSamples, facts: MeshFacts): Directory {
  const hops = hopsOf(samples)
  const onlyCluster = facts.cluster ?? only(clustersOf(hops))
  const serviceAt = remember(parseServiceHost)
  const called = calledServices(hops, serviceAt)
  const services = new Set([
    ...facts.services.map(qualifiedName),
    ...called.services.map(qualifiedName),
  ])
  const selecting = selectingServices(facts)
  return {
    clusterOf: (reported) => knownOrNull(reported) ?? onlyCluster,
    isService: (service) => services.has(qualifiedName(service)),
    serviceAt,
    serviceOf(peer) {
      if (!isKnown(peer.workload)) return null
      const workload = qualifiedName({ namespace: peer.namespace, name: peer.workload })
      const selected = selecting(workload)
      const names = selected.length > 0 ? selected : [...(called.byWorkload.get(workload) ?? [])]
      return names.includes(peer.app) ? peer.app : (names.sort()[0] ?? null)
    },
  }
}

export const hopsOf = ({ requests, volumes }: TrafficSamples): Set<Hop> =>
  new Set([...requests, ...volumes].map(({ hop }) => hop))

function clustersOf(hops: Iterable<Hop>): Set<string> {
  const clusters = new Set<string>()
  for (const { source, destination } of hops) {
    if (source) clusters.add(source.cluster)
    if (destination) clusters.add(destination.cluster)
  }
  return new Set([...clusters].filter(isKnown))
}

const only = (values: ReadonlySet<string>) => (values.size === 1 ? ([...values][0] ?? null) : null)

function remember<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const remembered = known.get(text)
    // `null` is an answer too; only what was never asked is undefined.
    if (remembered !== undefined) return remembered
    const result = work(text)
    known.set(text, result)
    return result
  }
}

function calledServices(hops: Iterable<Hop>, serviceAt: Directory['serviceAt']) {
  const services = new Set<ServiceName>()
  const byWorkload = new Map<string, Set<string>>()
  for (const { destination, destinationService } of hops) {
    const service = serviceAt(destinationService)
    if (!service) continue
    services.add(service)
    if (!destination || !isKnown(destination.workload)) continue
    const { namespace, workload } = destination
    const name = qualifiedName({ namespace, name: workload })
    byWorkload.set(name, (byWorkload.get(name) ?? new Set()).add(service.name))
  }
  return { services: [...services], byWorkload }
}

/** The names of the services that select a workload (`namespace/name`). */
function selectingServices(facts: MeshFacts): (workload: string) => string[] {
  const workloads = new Map(facts.workloads.map((one) => [qualifiedName(one), one]))
  const selecting = selectedBy(facts)
  return (name) => {
    const workload = workloads.get(name)
    return workload ? selecting(workload).map((service) => service.name) : []
  }
}
