import { resolveService, withoutPort } from '../host'
import { mayRead, type Readable, type RuledKind } from '../readable'
import { qualifiedName } from '../workload'
import type { MeshFacts, RouteFacts } from './mesh-facts'
import { isAnonymous, isKnown } from './peer'
import type { Hop, Peer, TrafficSamples } from './sample'

/** The namespaces whose traffic a viewer may see. */
export type Visible = ReadonlySet<string>

/** Namespaces that may be named where they are the other end of a visible call, and no further. */
export type Neighbours = 'everywhere' | ReadonlySet<string>

type Names = Pick<ReadonlySet<string>, 'has'>

export const noNeighbours: Neighbours = new Set()

/**
 * Takes everything away that names a namespace which the viewer may not see, before a graph is made
 * of it: hidden ends of calls lose their names (one nameless node later), calls without a visible
 * end are dropped. What is not certain is hidden.
 */
export function visibleTraffic(
  samples: TrafficSamples,
  facts: MeshFacts,
  visible: Visible,
  neighbours: Neighbours = noNeighbours,
): TrafficSamples {
  const named = namedBy(visible, neighbours)
  const curtain = buildCurtain(samples, facts, { visible, named })
  const hops = new Map<Hop, Hop | null>()
  const show = (hop: Hop) => {
    const known = hops.get(hop)
    if (known !== undefined) return known
    const shown = visibleHop(hop, curtain)
    hops.set(hop, shown)
    return shown
  }
  const only = <T extends { hop: Hop }>(all: readonly T[]): T[] =>
    all.flatMap((sample) => {
      const hop = show(sample.hop)
      return hop ? [{ ...sample, hop }] : []
    })
  return {
    requests: only(samples.requests),
    volumes: only(samples.volumes),
    latency: samples.latency && only(samples.latency),
    security:
      samples.security &&
      only(samples.security).map((sample) => ({
        ...sample,
        sourcePrincipal: visiblePrincipal(sample.sourcePrincipal, named),
        destinationPrincipal: visiblePrincipal(sample.destinationPrincipal, named),
      })),
  }
}

const namedBy = (visible: Visible, neighbours: Neighbours): Names => ({
  has: (namespace) =>
    visible.has(namespace) || neighbours === 'everywhere' || neighbours.has(namespace),
})

/** Routes and rules that the viewer may not read are left out: what they do is seen in the traffic. */
export function visibleFacts(
  facts: MeshFacts,
  visible: Visible | null,
  readable: Readable,
): MeshFacts {
  const seen = visible ? factsIn(facts, visible) : facts
  if (readable === 'everything') return seen
  const only = <T extends { namespace: string }>(kind: RuledKind, all: readonly T[]) =>
    all.filter(({ namespace }) => mayRead(readable, kind, namespace))
  return {
    ...seen,
    routes: only('VirtualService', seen.routes),
    circuitBreakers: only('DestinationRule', seen.circuitBreakers),
    serviceEntries: only('ServiceEntry', seen.serviceEntries),
  }
}

function factsIn(facts: MeshFacts, visible: Visible): MeshFacts {
  const mayShow = ({ namespace }: { namespace: string }) => visible.has(namespace)
  const namesHidden = hiddenNameIn(namespacesOf(facts), visible)
  return {
    ...facts,
    workloads: facts.workloads.filter(mayShow),
    services: facts.services.filter(mayShow),
    routes: facts.routes.filter((route) => mayShow(route) && !hostsOf(route).some(namesHidden)),
    circuitBreakers: facts.circuitBreakers.filter((one) => mayShow(one) && !namesHidden(one.host)),
    serviceEntries: facts.serviceEntries.filter((one) => mayShow(one)),
  }
}

type Curtain = {
  visible: Visible
  named: Names
  namesHidden: (host: string) => boolean
  isService: (service: { namespace: string; name: string }) => boolean
}

function buildCurtain(
  samples: TrafficSamples,
  facts: MeshFacts,
  { visible, named }: Pick<Curtain, 'visible' | 'named'>,
): Curtain {
  const namespaces = namespacesOf(facts)
  for (const { hop } of [...samples.requests, ...samples.volumes])
    for (const peer of [hop.source, hop.destination]) if (peer) namespaces.add(peer.namespace)
  const services = new Set(facts.services.map(qualifiedName))
  return {
    visible,
    named,
    namesHidden: hiddenNameIn(namespaces, named),
    isService: (service) => services.has(qualifiedName(service)),
  }
}

function visibleHop(hop: Hop, curtain: Curtain): Hop | null {
  const { visible, named } = curtain
  const source = hop.source && namedPeer(hop.source, named)
  const hostIsHidden = namesHiddenService(hop, curtain)
  const destination =
    hop.destination === null || (hostIsHidden && isAnonymous(hop.destination))
      ? null
      : namedPeer(hop.destination, named)
  const isSeen = isVisibleEnd(source, visible) || isVisibleEnd(destination, visible)
  if (!isSeen && !callsVisibleService(hop, curtain)) return null
  const keepHost = destination !== null && !hostIsHidden
  return {
    ...hop,
    source,
    destination,
    destinationService: keepHost ? hop.destinationService : '',
    destinationServiceName: keepHost ? hop.destinationServiceName : '',
  }
}

/** A caller without a proxy is nobody's secret; a name without a namespace might be. */
const namedPeer = (peer: Peer, named: Names): Peer | null =>
  isAnonymous(peer) || named.has(peer.namespace) ? peer : null

const isVisibleEnd = (peer: Peer | null, visible: Visible) =>
  peer !== null && !isAnonymous(peer) && visible.has(peer.namespace)

const serviceOf = ({ source, destinationService }: Hop, { isService }: Curtain) =>
  isKnown(destinationService)
    ? resolveService(destinationService, { callerNamespace: source?.namespace ?? '', isService })
    : null

function namesHiddenService(hop: Hop, curtain: Curtain): boolean {
  const service = serviceOf(hop, curtain)
  if (service && !curtain.named.has(service.namespace)) return true
  return [hop.destinationService, hop.destinationServiceName].some(curtain.namesHidden)
}

/** The caller is hidden, and no workload was chosen: the failure is the service's. */
function callsVisibleService(hop: Hop, curtain: Curtain): boolean {
  const service = serviceOf(hop, curtain)
  return (
    service !== null &&
    curtain.visible.has(service.namespace) &&
    hop.destination !== null &&
    isAnonymous(hop.destination)
  )
}

const hostsOf = (route: RouteFacts) => [
  ...route.hosts,
  ...route.destinations.map(({ host }) => host),
  ...(route.effects?.mirrors ?? []).map(({ host }) => host),
]

const namespacesOf = ({ namespaces = [], workloads, services, routes }: MeshFacts) =>
  new Set([...namespaces, ...[...workloads, ...services, ...routes].map((one) => one.namespace)])

/** A host of any form names a namespace when one of its labels is that namespace's name. */
function hiddenNameIn(namespaces: ReadonlySet<string>, named: Names) {
  const hidden = new Set([...namespaces].filter((name) => isKnown(name) && !named.has(name)))
  return (host: string) =>
    withoutPort(host)
      .split('.')
      .some((label) => hidden.has(label))
}

/** `spiffe://<trust domain>/ns/<namespace>/sa/<service account>` */
function visiblePrincipal(principal: string, named: Names): string {
  const namespace = /\/ns\/([^/]+)\/sa\//.exec(principal)?.[1]
  return namespace !== undefined && named.has(namespace) ? principal : ''
}
