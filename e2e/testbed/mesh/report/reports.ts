import type { Fate, Protocol } from '../resolve/fate'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import {
  destinationLabels,
  endpointLabels,
  exchangedLabels,
  type MetricLabels,
  ownLabels,
  sourceLabels,
  unknownPeer,
} from './peer-labels'

/** One call with how it ended, as the labels tell it. */
export type Ended = {
  client: MeshPod
  /** As the application sent it: with a port where it is not the scheme's own. */
  hostHeader: string
  fate: Fate
  /** Empty for `tcp`, and not on its series. */
  code: string
  /** Empty for plain HTTP. */
  grpcStatus: string
  protocol: Protocol
  /** As the client's side reports it, where that is not the fate's own: `DI`, `UT`, `URX`. */
  flags?: string
  /** As the server's proxy saw it, where that is another end: `0` and `DC` after a timeout. */
  atServer?: { code: string; flags: string; grpcStatus: string }
  /** A copy that a mirror made: nobody at the client's side reports it. */
  isMirrored?: boolean
}

/** What one proxy says of one call. */
export type Report = {
  /** Whose counters these are: a pod's own proxy, a waypoint, the ztunnel of a pod's node. */
  proxy: MeshPod
  /** Requests with their histograms, or connections with their bytes. */
  metrics: 'requests' | 'connections'
  labels: MetricLabels
  /**
   * `response_flags` of `closed_total`, where that is not the label's own: a ztunnel opens with `-`
   * and closes with what came of it; then it counts the connection in `failed_total` too.
   */
  closedFlags: string
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
    source_principal: encrypted ? client.principal : 'unknown',
    ...serverSeenAtSource(fate),
    destination_principal: encrypted ? fate.server.principal : 'unknown',
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
    source_principal: encrypted ? client.principal : 'unknown',
    ...destinationLabels(ownLabels(server)),
    destination_principal: encrypted ? server.principal : 'unknown',
    ...serviceLabels({ service: service.host, name: service.name, namespace: server.namespace }),
    ...responseLabels(ended),
    connection_security_policy: encrypted ? 'mutual_tls' : 'none',
  }
}

const report = (proxy: MeshPod, labels: MetricLabels): Report => ({
  proxy,
  metrics: 'response_code' in labels ? 'requests' : 'connections',
  labels,
  closedFlags: labels.response_flags ?? '-',
})

/** Everything that the proxies on the way say of a call, the client's side first. */
export function reportsOf(_world: World, ended: Ended): Report[] {
  const { client, fate, isMirrored } = ended
  const [atSource, atDestination] = [sourceReport(ended), destinationReport(ended)]
  return [
    ...(atSource && !isMirrored ? [report(client, atSource)] : []),
    ...(atDestination && fate.kind === 'arrives' ? [report(fate.server, atDestination)] : []),
  ]
}
