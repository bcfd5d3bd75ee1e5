import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import type { Call } from './caller'
import { leavesPastSidecar } from './excluded-ports'
import type { Outcome } from './fate'
import type { HttpRequest } from './http-match'
import { throughGateway } from './through-gateway'
import { throughSidecar } from './through-sidecar'
import { withoutEnvoy } from './without-envoy'

export type ResolveOptions = {
  /** Keys of pods that the client's proxy has ejected for their errors: they get nothing. */
  ejected?: ReadonlySet<string>
}

const nobody: ReadonlySet<string> = new Set()

/**
 * Where a call goes, with which probability. The probabilities sum to 1. A sidecar, a gateway and a
 * waypoint obey their routes; a client without a proxy and a ztunnel know services only.
 */
export function resolveCall(
  world: World,
  client: MeshPod,
  request: HttpRequest,
  { ejected = nobody }: ResolveOptions = {},
): Outcome[] {
  const call: Call = { world, client, request, ejected }
  if (client.proxy === 'gateway') return throughGateway(call)
  const isCaptured = client.proxy === 'sidecar' && !leavesPastSidecar(client, request.port)
  return isCaptured ? throughSidecar(call) : withoutEnvoy(call)
}
