import type { ServicePort } from '../../cluster/kubernetes-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import type { Protocol } from './fate'
import type { HttpRequest } from './http-match'
import { portProtocol } from './port-protocol'

export type Call = {
  world: World
  request: HttpRequest
  client: MeshPod
  /** Keys of pods that the client's Envoy has ejected for their errors. */
  ejected: ReadonlySet<string>
}

/** A call with whose routes it follows. */
export type Caller = Call & {
  /** The Envoy whose routes are followed: the client's own or a waypoint. */
  envoy: MeshPod
  /** As the Envoy sees it. */
  protocol: Protocol
  /** `mesh`, or the Gateway (`namespace/name`) by which the call came in. */
  gateway: string
}

export const waypointOf = ({ client, envoy }: Caller): MeshPod | null =>
  envoy === client ? null : envoy

const spoken = ({ protocol = 'http', tls }: HttpRequest): Protocol => (tls ? 'tcp' : protocol)

/** What a proxy takes a call to a port for; `null` where it waits for HTTP and hears something else. */
export function protocolAt(request: HttpRequest, port: ServicePort | undefined): Protocol | null {
  const declared = port ? portProtocol(port) : 'auto'
  if (declared === 'opaque') return 'tcp'
  return declared === 'http' && spoken(request) === 'tcp' ? null : spoken(request)
}
