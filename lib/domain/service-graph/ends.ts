import { resolveService, type ServiceName, withoutPort } from '../host'
import type { Directory } from './directory'
import type { GraphView } from './graph'
import type { UnknownEnd } from './ids'
import { type NodeSeed, nodeOfPeer, seedOf } from './node-of-peer'
import { isKnown, isUnlabelled, knownOrNull } from './peer'
import type { Hop, Peer } from './sample'

/** Between which nodes a hop is drawn. `service` is what was addressed, where that is a service. */
export type Ends = { source: NodeSeed; target: NodeSeed; service: () => NodeSeed | null }

export type EndsOptions = { view: GraphView; directory: Directory }

type Context = EndsOptions & { nodeOf: (peer: Peer) => NodeSeed | null }

/** Remembers each peer: a mesh has a thousand of them, and ten times as many hops between them. */
export function endsIn({ view, directory }: EndsOptions): (hop: Hop) => Ends {
  const known = new Map<Peer, NodeSeed | null>()
  const nodeOf = (peer: Peer) => {
    const remembered = known.get(peer)
    if (remembered !== undefined) return remembered
    const node = nodeOfPeer[view](peer, directory)
    known.set(peer, node)
    return node
  }
  return (hop) => endsOf(hop, { view, directory, nodeOf })
}

function endsOf(hop: Hop, context: Context): Ends {
  const answered = hop.destination && context.nodeOf(hop.destination)
  const service = addressedService(hop, answered !== null, context.directory)
  return {
    source: sourceOf(hop, service, context),
    target: targetOf(hop, answered, service, context),
    // Made only where it is drawn: it is another one for every hop.
    service: () => (hop.destination && service ? nodeOfService(hop, service, context) : null),
  }
}

function sourceOf({ source, destination }: Hop, service: ServiceName | null, context: Context) {
  if (source === null) return seedOf({ kind: 'hidden' })
  // Beside what it calls: one place for all strangers of a namespace, not one for all of the mesh.
  const namespace = knownOrNull(destination?.namespace ?? '') ?? service?.namespace ?? 'unknown'
  return (
    context.nodeOf(source) ??
    unknownNode(isUnlabelled(source) ? 'unlabelledCaller' : 'caller', namespace)
  )
}

/**
 * In this order: a catch-all cluster of Istio's; the workload that answered (in the service view
 * the service that it was called by); the service that was addressed when no workload was chosen
 * (no such subset, no healthy pod); a host outside of the cluster; nothing known at all.
 */
function targetOf(
  hop: Hop,
  answered: NodeSeed | null,
  service: ServiceName | null,
  context: Context,
): NodeSeed {
  const { destination, destinationService } = hop
  if (destination === null) return seedOf({ kind: 'hidden' })
  const caught = catchAllNode(hop)
  if (caught) return caught
  if (answered && !(context.view === 'service' && service)) return answered
  if (service) return nodeOfService(hop, service, context)
  if (isKnown(destinationService))
    return seedOf({ kind: 'serviceEntry', host: withoutPort(destinationService) })
  return unknownNode(
    isUnlabelled(destination) ? 'unlabelledDestination' : 'destination',
    knownOrNull(hop.source?.namespace ?? '') ?? 'unknown',
  )
}

const unknownNode = (end: UnknownEnd, namespace: string) =>
  seedOf({ kind: 'unknown', end, namespace })

const catchAlls = {
  PassthroughCluster: 'passthrough',
  BlackHoleCluster: 'blackHole',
} as const

/** https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/ */
function catchAllNode({ destinationService, destinationServiceName: name }: Hop): NodeSeed | null {
  if (name !== 'PassthroughCluster' && name !== 'BlackHoleCluster') return null
  // TCP has no host; then Istio's own word is all there is.
  const host = isKnown(destinationService) ? withoutPort(destinationService) : name
  return seedOf({ kind: catchAlls[name], host })
}

function nodeOfService(hop: Hop, service: ServiceName, { view, directory }: Context): NodeSeed {
  const { namespace, name } = service
  const cluster =
    directory.clusterOf(hop.destination?.cluster ?? '') ??
    // Nobody answered: it was to be served where it was asked.
    directory.clusterOf(hop.source?.cluster ?? '')
  if (view === 'namespace') return seedOf({ kind: 'namespace', cluster, name: namespace })
  return seedOf({ kind: 'service', cluster, namespace, name })
}

/**
 * Which service of the cluster was called. Where a workload answered, only a full name counts: its
 * proxy writes the app's name there for a call to its bare address. Where none did, the host may be
 * as the caller wrote it, `reviews:9080`.
 */
function addressedService(
  hop: Hop,
  answered: boolean,
  { isService, serviceAt }: Directory,
): ServiceName | null {
  const { source, destinationService } = hop
  if (!isKnown(destinationService) || catchAllNode(hop)) return null
  if (answered) return serviceAt(destinationService)
  return resolveService(destinationService, {
    callerNamespace: source?.namespace ?? 'unknown',
    isService,
  })
}
