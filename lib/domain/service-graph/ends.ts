import { parseServiceHost, resolveService, type ServiceName, withoutPort } from '../host'
import type { Directory } from './directory'
import type { GraphView } from './graph'
import type { UnknownEnd } from './ids'
import { type NodeSeed, nodeOfPeer, seedOf } from './node-of-peer'
import { isKnown, knownOrNull } from './peer'
import type { Hop } from './sample'

/** Between which nodes a hop is drawn. `service` is what was addressed, where that is a service. */
export type Ends = { source: NodeSeed; target: NodeSeed; service: NodeSeed | null }

export type EndsContext = { view: GraphView; directory: Directory }

export function endsOf(hop: Hop, context: EndsContext): Ends {
  const { view, directory } = context
  const answered = hop.destination && nodeOfPeer[view](hop.destination, directory)
  const service = addressedService(hop, answered !== null, directory)
  return {
    source: sourceOf(hop, service, context),
    target: targetOf(hop, answered, service, context),
    service: hop.destination && service ? nodeOfService(hop, service, context) : null,
  }
}

function sourceOf({ source, destination }: Hop, service: ServiceName | null, context: EndsContext) {
  if (source === null) return seedOf({ kind: 'hidden' })
  // Beside what it calls: one place for all strangers of a namespace, not one for all of the mesh.
  const namespace = knownOrNull(destination?.namespace ?? '') ?? service?.namespace ?? 'unknown'
  return (
    nodeOfPeer[context.view](source, context.directory) ??
    unknownNode(source.workload === '' ? 'unlabelledCaller' : 'caller', namespace)
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
  context: EndsContext,
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
    destination.workload === '' ? 'unlabelledDestination' : 'destination',
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

function nodeOfService(hop: Hop, service: ServiceName, { view, directory }: EndsContext): NodeSeed {
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
  { isService }: Directory,
): ServiceName | null {
  const { source, destinationService } = hop
  if (!isKnown(destinationService) || catchAllNode(hop)) return null
  if (answered) return parseServiceHost(destinationService)
  return resolveService(destinationService, {
    callerNamespace: source?.namespace ?? 'unknown',
    isService,
  })
}
