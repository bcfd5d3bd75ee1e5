// No 'server-only' here: the drawing worker, which no browser can reach, is bundled on its own.
import type { GraphView } from '../domain/service-graph/graph'
import type { Peer } from '../domain/service-graph/sample'

/** What one end of a call is called, as parts of Istio's label names. */
const peerLabels = {
  cluster: 'cluster',
  namespace: 'workload_namespace',
  workload: 'workload',
  app: 'canonical_service',
  version: 'canonical_revision',
} as const satisfies Record<keyof Peer, string>

/** The parts of a peer that each view tells its nodes apart by. */
const partsOfView: Record<GraphView, readonly (keyof Peer)[]> = {
  namespace: ['cluster', 'namespace'],
  service: ['cluster', 'namespace', 'workload', 'app'],
  app: ['cluster', 'namespace', 'app'],
  versionedApp: ['cluster', 'namespace', 'app', 'version'],
  workload: ['cluster', 'namespace', 'workload'],
}

const hopOf = (parts: readonly (keyof Peer)[]) => [
  'reporter',
  'request_protocol',
  ...(['source', 'destination'] as const).flatMap((end) =>
    parts.map((part) => peerLabel(end, part)),
  ),
  'destination_service',
  'destination_service_name',
]

/** Put by us on copies that only the destination reports. */
export const mirroredLabel = 'binnacle_mirrored'

export const peerLabel = (end: 'source' | 'destination', part: keyof Peer) =>
  `${end}_${peerLabels[part]}`

/**
 * The labels that a hop is read from, and no more: most bytes of a big answer are names of labels.
 * destination_service_namespace, for one, is in the host already.
 * https://istio.io/latest/docs/reference/config/metrics/#labels
 */
export const hopLabels = hopOf(['cluster', 'namespace', 'workload', 'app', 'version'])

/** For what joins an edge that is known already. A histogram is twenty series. */
export const hopLabelsOf = (view: GraphView) => hopOf(partsOfView[view])

export const outcomeLabels = ['response_code', 'grpc_response_status', 'response_flags'] as const

export const securityLabels = [
  'connection_security_policy',
  'source_principal',
  'destination_principal',
] as const

/**
 * Two reports that agree on these are of the same traffic. Without clusters: the far side of a call
 * may not know its caller's, and what is not the same there would be counted twice.
 */
export const workloadPair = [
  'source_workload_namespace',
  'source_workload',
  'destination_workload_namespace',
  'destination_workload',
] as const
