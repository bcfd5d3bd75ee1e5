import { hasLabels, type ServicePort, targetPortOf } from '../../cluster/kubernetes-objects'
import type { MtlsMode } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'
import type { World } from '../world/world'
import { skipsSidecar } from './excluded-ports'
import type { ConnectionSecurity, Fate } from './fate'
import { effectiveMode, namespaceMode } from './peer-authentication'
import { portProtocol } from './port-protocol'
import type { ClientPolicy } from './traffic-policy'

export type Connection = {
  world: World
  /** The pod whose proxy connects; `null` where no proxy touches what the application sends. */
  client: MeshPod | null
  service: MeshService
  server: MeshPod
  port: ServicePort
  /** What the client's proxy is told by DestinationRules. Nobody else obeys them. */
  tls: ClientPolicy['tls']
  /** See `hidesTlsOfEndpoints`. */
  endpointsLookPlain: boolean
  /** The application encrypts by itself. */
  isAppTls: boolean
}

type Established = { kind: 'connected'; security: ConnectionSecurity }

export type Connected =
  | Established
  /** `UC`: closed after connecting; `UF`: never got that far, for no handshake came about. */
  | { kind: 'broken'; flag: 'UC' | 'UF'; denied: boolean }

const tunnelLabel = 'networking.istio.io/tunnel'

const takesTunnel = (pod: MeshPod) =>
  pod.isAmbient || pod.proxy === 'waypoint' || pod.labels[tunnelLabel] === 'http'

/** Ztunnels and waypoints always, gateways that Istio deployed itself, sidecars where set up so. */
const sendsTunnel = (pod: MeshPod) =>
  takesTunnel(pod) || pod.labels['gateway.istio.io/managed'] !== undefined

const takesMutualTls = ({ labels }: MeshPod) => labels['security.istio.io/tlsMode'] === 'istio'

const isEnvoyAtClient = (client: MeshPod) =>
  client.proxy === 'sidecar' || client.proxy === 'gateway'

/**
 * What a client's Envoy chooses by itself: mutual TLS for every pod that can take it, unless the
 * service's namespace as a whole has it off; then policies of single workloads are not looked at.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/#auto-mtls
 */
function choosesMutualTls({ world, service, server, port, endpointsLookPlain }: Connection) {
  if (!world.mesh.enableAutoMtls || service.isExternal || endpointsLookPlain) return false
  if (namespaceMode(world, service.namespace) === 'DISABLE') return false
  // One proxy configuration for all pods of a headless service: it cannot look at each of them.
  if (service.isHeadless) return service.pods.every(takesMutualTls)
  const targetPort = targetPortOf(port, server.spec)
  return takesMutualTls(server) && effectiveMode(world, server, targetPort) !== 'DISABLE'
}

/** A sidecar passes a headless service's connections on as they are, without a tunnel. */
function usesTunnel({ client, service, server }: Connection): boolean {
  if (!client || service.isExternal || !sendsTunnel(client) || !takesTunnel(server)) return false
  return !(isEnvoyAtClient(client) && service.isHeadless)
}

function sent(connection: Connection): ConnectionSecurity {
  const { client, tls, isAppTls } = connection
  const asIs = isAppTls ? 'app_tls' : 'plaintext'
  if (usesTunnel(connection)) return 'hbone'
  if (!client || !isEnvoyAtClient(client)) return asIs
  if (!tls) return choosesMutualTls(connection) ? 'mutual_tls' : asIs
  if (tls.mode === 'ISTIO_MUTUAL') return 'mutual_tls'
  return tls.mode === 'SIMPLE' || tls.mode === 'MUTUAL' ? 'app_tls' : asIs
}

/** Who ends connections for a pod, and on what terms. */
type Terms = 'bare' | MtlsMode

/**
 * A gateway is asked by its own Gateway objects; policies for workloads do not bind it. They name the
 * port of its Service, or that of the pod where no Service has one of that number.
 */
function gatewayTerms({ gateways }: World, pod: MeshPod, numbers: readonly number[]): Terms {
  const servers = gateways
    .filter(({ spec }) => hasLabels(pod.labels, spec.selector ?? {}))
    .flatMap(({ spec }) => spec.servers ?? [])
  const [here] = numbers.flatMap((number) => servers.filter(({ port }) => port.number === number))
  return here?.tls?.mode === 'ISTIO_MUTUAL' ? 'STRICT' : 'bare'
}

function termsOf({ world, server, port }: Connection): Terms {
  const targetPort = targetPortOf(port, server.spec)
  if (server.proxy === 'gateway') return gatewayTerms(world, server, [port.port, targetPort])
  if (server.isAmbient) return effectiveMode(world, server, targetPort)
  const isGuarded = server.proxy === 'sidecar' && !skipsSidecar(server, targetPort)
  return isGuarded ? effectiveMode(world, server, targetPort) : 'bare'
}

/** Whether a sidecar lets TLS that is not the mesh's own through to the application. */
function passesAppTls(terms: Terms, { server, port }: Connection): boolean {
  if (terms === 'bare') return true
  return terms !== 'STRICT' && (server.isAmbient || portProtocol(port) !== 'http')
}

function isAccepted(security: ConnectionSecurity, terms: Terms, connection: Connection): boolean {
  switch (security) {
    case 'hbone':
      return true
    case 'plaintext':
      return terms !== 'STRICT'
    case 'app_tls':
      return passesAppTls(terms, connection)
    // A ztunnel takes its own tunnel only: this would end at an application that did not ask for it.
    case 'mutual_tls':
      return (terms === 'STRICT' || terms === 'PERMISSIVE') && !connection.server.isAmbient
  }
}

/**
 * How a connection to a pod is secured, or how it breaks: what the client's side sends against what
 * the server's side accepts.
 */
export function connect(connection: Connection): Connected {
  const security = sent(connection)
  const terms = termsOf(connection)
  if (isAccepted(security, terms, connection)) return { kind: 'connected', security }
  return {
    kind: 'broken',
    // A handshake fails while connecting; plaintext is closed after.
    flag: security === 'plaintext' ? 'UC' : 'UF',
    denied: terms === 'STRICT' && connection.server.isAmbient,
  }
}

type Arrived = Extract<Fate, { kind: 'arrives' }>

/** What such a connection carries arrives. */
export const arrived = (
  { service, server, port }: Connection,
  { security }: Established,
  way: Partial<Pick<Arrived, 'cluster' | 'waypoint'>> & { isPastClient?: boolean },
): Arrived => ({
  kind: 'arrives',
  service,
  server,
  security,
  cluster: way.cluster ?? null,
  waypoint: way.waypoint ?? null,
  pastSidecar: {
    client: way.isPastClient ?? false,
    // Only a tunnel leads to the sidecar whatever the port.
    server: security !== 'hbone' && skipsSidecar(server, targetPortOf(port, server.spec)),
  },
})
