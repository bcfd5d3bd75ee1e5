import { isCapturedInbound } from './capture'
import type { PodGroup, PortProtocol } from './mesh'
import type { CallResult, MtlsMode, Sent } from './words'

/** Who opens the connection at the server's end. */
export type Server = {
  /** `outside`: not a pod of this mesh. */
  kind: 'sidecar' | 'ztunnel' | 'nobody' | 'application' | 'outside'
  /** `null` where nothing enforces a policy. */
  mode: MtlsMode | null
  protocol: PortProtocol
}

/** A policy means something only where a proxy sees the traffic of that very port. */
export function serverKind(pods: PodGroup, port: number): Server['kind'] {
  switch (pods.proxy) {
    case 'sidecar':
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
