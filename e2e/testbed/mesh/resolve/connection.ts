import type { MeshPod } from '../world/mesh-pod'
import type { MeshService, World } from '../world/world'
import type { ConnectionSecurity } from './fate'
import { effectiveMode, namespaceMode } from './peer-authentication'

type Connection = { client: MeshPod; service: MeshService; server: MeshPod; targetPort: number }

/**
 * Auto-mTLS: a proxy sends mutual TLS to every pod that can take it, unless the service's namespace
 * as a whole has it off; then policies of single workloads are not looked at.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/#auto-mtls
 */
function sent(world: World, { client, service, server, targetPort }: Connection) {
  if (!client.proxy || namespaceMode(world, service.namespace) === 'DISABLE') return 'plaintext'
  const takesTls = server.labels['security.istio.io/tlsMode'] === 'istio'
  return takesTls && effectiveMode(world, server, targetPort) !== 'DISABLE'
    ? 'mutual_tls'
    : 'plaintext'
}

/** `null` when the server closes the connection: plaintext where only mutual TLS is accepted. */
export function connect(world: World, connection: Connection): ConnectionSecurity | null {
  const security = sent(world, connection)
  const { server, targetPort } = connection
  const strict = server.proxy !== null && effectiveMode(world, server, targetPort) === 'STRICT'
  return strict && security === 'plaintext' ? null : security
}
