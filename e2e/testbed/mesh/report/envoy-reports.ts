import type { Fate } from '../resolve/fate'
import type { MeshPod } from '../world/mesh-pod'
import type { Ended } from './ended'
import {
  destinationLabels,
  endpointLabels,
  exchangedLabels,
  type MetricLabels,
  ownLabels,
  type PeerLabels,
  serviceLabels,
  sourceLabels,
  unknownPeer,
  whollyUnknownPeer,
} from './peer-labels'

type Arrived = Extract<Fate, { kind: 'arrives' }>

const isEncrypted = (fate: Fate): fate is Arrived =>
  fate.kind === 'arrives' && (fate.security === 'mutual_tls' || fate.security === 'hbone')

/** HTTP carries the ends' names in its headers, a plain connection only inside of mutual TLS. */
const isExchanged = ({ fate, protocol }: Ended): boolean => protocol !== 'tcp' || isEncrypted(fate)

const fateFlags = (fate: Fate) => (fate.kind === 'failed' ? fate.flags : '-')

type End = { code: string; flags: string; grpcStatus: string }

const responseLabels = (protocol: Ended['protocol'], { code, flags, grpcStatus }: End) =>
  protocol === 'tcp'
    ? { request_protocol: protocol, response_flags: flags }
    : {
        request_protocol: protocol,
        response_code: code,
        grpc_response_status: grpcStatus,
        response_flags: flags,
      }

const endAtClient = ({ fate, code, grpcStatus, flags }: Ended): End => ({
  code,
  grpcStatus,
  flags: flags ?? fateFlags(fate),
})

/**
 * The service of the cluster that the route chose. Where none was chosen a sidecar falls back to
 * the Host header as it was sent, a gateway does not, and a plain connection has none.
 * https://istio.io/latest/docs/reference/config/metrics/
 */
function serviceSeenAtSource({ client, fate, hostHeader, protocol }: Ended): MetricLabels {
  const cluster = catchAll(fate)
  const chosen = 'service' in fate && !cluster ? fate.service : null
  if (chosen) return serviceLabels(chosen.host, chosen.name, chosen.namespace)
  const hasHost = client.proxy !== 'gateway' && protocol !== 'tcp'
  const host = hasHost ? hostHeader : 'unknown'
  return serviceLabels(host, cluster ?? host, 'unknown')
}

function catchAll(fate: Fate): string | null {
  if (fate.kind === 'passthrough') return 'PassthroughCluster'
  return 'cluster' in fate ? fate.cluster : null
}

function serverSeenAtSource(ended: Ended): PeerLabels {
  const { fate } = ended
  if (catchAll(fate)) return unknownPeer
  if (fate.kind === 'arrives') {
    const answers = fate.server.proxy !== null && !fate.pastSidecar.server
    return answers && isExchanged(ended)
      ? exchangedLabels(fate.server)
      : endpointLabels(fate.server)
  }
  return fate.kind === 'failed' && fate.server ? endpointLabels(fate.server) : unknownPeer
}

function isSeenAtSource({ client, fate, isMirrored }: Ended): boolean {
  const hasEnvoy = client.proxy === 'sidecar' || client.proxy === 'gateway'
  const isPast = 'pastSidecar' in fate && fate.pastSidecar.client
  return hasEnvoy && !isPast && !isMirrored && fate.kind !== 'refused'
}

/** `null` where the caller has no Envoy to report it. */
export function sourceReport(ended: Ended): MetricLabels | null {
  const { client, fate, protocol } = ended
  if (!isSeenAtSource(ended)) return null
  const encrypted = isEncrypted(fate)
  return {
    reporter: 'source',
    ...sourceLabels(ownLabels(client), encrypted ? client.principal : 'unknown'),
    ...destinationLabels(serverSeenAtSource(ended), encrypted ? fate.server.principal : 'unknown'),
    ...serviceSeenAtSource(ended),
    ...responseLabels(protocol, endAtClient(ended)),
    // The caller's proxy never says; only the other end knows what it accepted.
    connection_security_policy: 'unknown',
  }
}

/** Whoever made the last leg, as far as the server's sidecar can know. */
function clientSeenAtDestination(ended: Ended, fate: Arrived): PeerLabels {
  const { client } = ended
  if (fate.waypoint) return exchangedLabels(fate.waypoint)
  if (client.isAmbient) return fate.security === 'hbone' ? exchangedLabels(client) : unknownPeer
  // Names are not shown to hosts that the client's proxy takes for foreign ones.
  const isNamed = client.proxy !== null && !fate.pastSidecar.client && fate.cluster === null
  return isNamed && isExchanged(ended) ? exchangedLabels(client) : unknownPeer
}

/** `null` where the call did not arrive, or at a pod without a sidecar to report it. */
export function destinationReport(ended: Ended): MetricLabels | null {
  const { client, fate, protocol, code, grpcStatus, atServer } = ended
  if (fate.kind !== 'arrives' || fate.server.proxy !== 'sidecar' || fate.pastSidecar.server) {
    return null
  }
  const { server, service, waypoint } = fate
  const encrypted = isEncrypted(fate)
  const peer = waypoint ?? client
  return {
    reporter: 'destination',
    ...sourceLabels(clientSeenAtDestination(ended, fate), encrypted ? peer.principal : 'unknown'),
    ...destinationLabels(ownLabels(server), encrypted ? server.principal : 'unknown'),
    ...serviceLabels(service.host, service.name, server.namespace),
    ...responseLabels(protocol, atServer ?? { code, grpcStatus, flags: '-' }),
    connection_security_policy: encrypted ? 'mutual_tls' : 'none',
  }
}

/** The pod that a waypoint chose, which need not have been reached. */
function serverSeenAtWaypoint(fate: Fate): { peer: PeerLabels; principal: string } {
  const server: MeshPod | null =
    fate.kind === 'arrives' || fate.kind === 'failed' ? fate.server : null
  if (!server) return { peer: whollyUnknownPeer, principal: 'unknown' }
  return {
    peer: exchangedLabels(server),
    principal: isEncrypted(fate) ? server.principal : 'unknown',
  }
}

/** `null` where there is no waypoint on the way. Its clients always come through a tunnel. */
export function waypointReport(ended: Ended): MetricLabels | null {
  const { client, fate, protocol, isMirrored } = ended
  if (!('waypoint' in fate) || !fate.waypoint || isMirrored) return null
  const { peer, principal } = serverSeenAtWaypoint(fate)
  const { service } = fate
  return {
    reporter: 'waypoint',
    ...sourceLabels(exchangedLabels(client), client.principal),
    ...destinationLabels(peer, principal),
    ...(service
      ? serviceLabels(service.host, service.name, service.namespace)
      : serviceLabels('unknown', 'unknown', 'unknown')),
    ...responseLabels(protocol, endAtClient(ended)),
    connection_security_policy: 'mutual_tls',
  }
}
