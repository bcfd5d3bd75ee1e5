import { isCapturedInbound } from './capture'
import { type GatewayServers, hasLabels, type PodGroup, type PortProtocol } from './mesh'
import type { CallResult, MtlsMode, Sent } from './words'

/** Who opens the connection at the server's end. */
export type Server = {
  /**
   * `gateway` and `mutualGateway`: as a Gateway says, the second takes the mesh's mutual TLS and
   * nothing else. `outside`: not a pod of this mesh.
   */
  kind: 'sidecar' | 'ztunnel' | 'gateway' | 'mutualGateway' | 'nobody' | 'application' | 'outside'
  /** `null` where nothing enforces a policy. */
  mode: MtlsMode | null
  protocol: PortProtocol
}

/**
 * Whether PeerAuthentications hold for such pods: they bind sidecars and ztunnel. A gateway opens what
 * its Gateways say (istio/manifests/charts/istio-control/istio-discovery/files: only the sidecar's
 * template tells clients that it takes mutual TLS).
 */
export const obeysPolicies = ({ proxy, role }: Pick<PodGroup, 'proxy' | 'role'>) =>
  (proxy === 'sidecar' && role !== 'gateway') || proxy === 'ztunnel'

/** A policy means something only where a proxy sees the traffic of that very port. */
export function serverKind(pods: PodGroup, port: number): Server['kind'] {
  switch (pods.proxy) {
    case 'sidecar':
      if (pods.role === 'gateway') return 'gateway'
      return isCapturedInbound(pods.capture, port) ? 'sidecar' : 'application'
    case 'ztunnel':
      return 'ztunnel'
    case 'ztunnelPending':
      return 'nobody'
    case 'none':
      return 'application'
  }
}

/**
 * Whether a Gateway opens that port of a gateway's pods for the mesh's own mutual TLS. It names the
 * port as the Service does; one that no Service has is the pods' own.
 * https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode
 */
export function takesMutualTls(
  gateways: readonly GatewayServers[],
  { labels }: PodGroup,
  asked: { port: number; targetPort: number },
): boolean {
  const servers = gateways
    .filter(({ selector }) => hasLabels(labels, selector))
    .flatMap(({ servers: all }) => all)
  const server =
    servers.find(({ port }) => port === asked.port) ??
    servers.find(({ port }) => port === asked.targetPort)
  return server?.tlsMode === 'ISTIO_MUTUAL'
}

/**
 * What becomes of what was sent, by what the server takes.
 * (istio/pilot/pkg/networking/core/filterchain_options.go, listener_inbound.go)
 */
export function outcomeOf(sent: Sent, server: Server): CallResult {
  // What is not decided at the client is not decided; where nobody listens nothing arrives.
  if (sent === 'undecided') return 'ambiguous'
  if (sent === 'nothing' || server.kind === 'nobody') return 'broken'
  switch (server.kind) {
    case 'sidecar':
      return atSidecar(sent, server)
    case 'ztunnel':
      return atZtunnel(sent, server)
    case 'mutualGateway':
      return atMutualGateway(sent)
    case 'gateway':
    case 'application':
    case 'outside':
      return atApplication(sent)
  }
}

type Arriving = Exclude<Sent, 'undecided' | 'nothing'>

function atSidecar(sent: Arriving, { mode, protocol }: Server): CallResult {
  switch (sent) {
    case 'hbone':
      return 'hbone'
    case 'istioMtls':
      // Nobody takes the TLS off: the application gets it.
      return mode === 'DISABLE' ? 'broken' : 'mutual_tls'
    case 'plaintext':
      return mode === 'STRICT' ? 'broken' : 'plaintext'
    case 'appTls':
      // Passed through to the application, but not by a chain that expects HTTP.
      return mode === 'STRICT' || protocol === 'http' ? 'broken' : 'app_tls'
  }
}

/** ztunnel knows STRICT, and everything else. Istio's own TLS without HBONE is any TLS to it. */
function atZtunnel(sent: Arriving, { mode }: Server): CallResult {
  if (sent === 'hbone') return 'hbone'
  if (mode === 'STRICT' || sent === 'istioMtls') return 'broken'
  return sent === 'appTls' ? 'app_tls' : 'plaintext'
}

function atMutualGateway(sent: Arriving): CallResult {
  if (sent === 'hbone') return 'hbone'
  return sent === 'istioMtls' ? 'mutual_tls' : 'broken'
}

function atApplication(sent: Arriving): CallResult {
  switch (sent) {
    case 'hbone':
      // A tunnel has a port of its own: it leads to the sidecar even where annotations exclude ports.
      return 'hbone'
    case 'istioMtls':
      return 'broken'
    case 'plaintext':
      return 'plaintext'
    case 'appTls':
      return 'app_tls'
  }
}
