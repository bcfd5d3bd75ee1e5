import type { Fate } from '../resolve/resolve-call'
import type { MeshPod } from '../world/mesh-pod'
import {
  destinationLabels,
  endpointLabels,
  exchangedLabels,
  type MetricLabels,
  ownLabels,
  principalOf,
  sourceLabels,
  unknownPeer,
} from './peer-labels'

/** One call with how it ended, as the labels tell it. */
export type Ended = {
  client: MeshPod
  /** As the application sent it: with a port where it is not the scheme's own. */
  hostHeader: string
  fate: Fate
  code: string
  /** Empty for plain HTTP. */
  grpcStatus: string
  protocol: 'http' | 'grpc'
}

type ServiceLabels = { service: string; name: string; namespace: string }

const responseLabels = ({ code, grpcStatus, protocol, fate }: Ended): MetricLabels => ({
  request_protocol: protocol,
  response_code: code,
  grpc_response_status: grpcStatus,
  response_flags: fate.kind === 'failed' ? fate.flags : '-',
})

const serviceLabels = ({ service, name, namespace }: ServiceLabels): MetricLabels => ({
  destination_service: service,
  destination_service_name: name,
  destination_service_namespace: namespace,
})

/**
 * The service of the cluster that the route chose. Where none was chosen a sidecar falls back to
 * the Host header as it was sent, a gateway does not.
 * https://istio.io/latest/docs/reference/config/metrics/
 */
function serviceSeenAtSource({ client, fate, hostHeader }: Ended): ServiceLabels {
  const chosen = 'service' in fate ? fate.service : null
  if (chosen) return { service: chosen.host, name: chosen.name, namespace: chosen.namespace }
  const host = client.proxy === 'gateway' ? 'unknown' : hostHeader
  const name = fate.kind === 'passthrough' ? 'PassthroughCluster' : host
  return { service: host, name, namespace: 'unknown' }
}

function serverSeenAtSource(fate: Fate): MetricLabels {
  if (fate.kind === 'arrives') {
    const peer = fate.server.proxy ? exchangedLabels(fate.server) : endpointLabels(fate.server)
    return destinationLabels(peer)
  }
  const server = fate.kind === 'failed' ? fate.server : null
  return destinationLabels(server ? endpointLabels(server) : unknownPeer)
}

/** `null` where the caller has no proxy to report it. */
export function sourceReport(ended: Ended): MetricLabels | null {
  const { client, fate } = ended
  if (!client.proxy || fate.kind === 'refused') return null
  const encrypted = fate.kind === 'arrives' && fate.security === 'mutual_tls'
  return {
    reporter: 'source',
    ...sourceLabels(ownLabels(client)),
    source_principal: encrypted ? principalOf(client) : 'unknown',
    ...serverSeenAtSource(fate),
    destination_principal: encrypted ? principalOf(fate.server) : 'unknown',
    ...serviceLabels(serviceSeenAtSource(ended)),
    ...responseLabels(ended),
    // The caller's proxy never says; only the other end knows what it accepted.
    connection_security_policy: 'unknown',
  }
}

/** `null` where the call did not arrive, or at a pod without a proxy to report it. */
export function destinationReport(ended: Ended): MetricLabels | null {
  const { client, fate } = ended
  if (fate.kind !== 'arrives' || fate.server.proxy !== 'sidecar') return null
  const { server, service } = fate
  const encrypted = fate.security === 'mutual_tls'
  return {
    reporter: 'destination',
    ...sourceLabels(client.proxy ? exchangedLabels(client) : unknownPeer),
    source_principal: encrypted ? principalOf(client) : 'unknown',
    ...destinationLabels(ownLabels(server)),
    destination_principal: encrypted ? principalOf(server) : 'unknown',
    ...serviceLabels({ service: service.host, name: service.name, namespace: server.namespace }),
    ...responseLabels(ended),
    connection_security_policy: encrypted ? 'mutual_tls' : 'none',
  }
}
