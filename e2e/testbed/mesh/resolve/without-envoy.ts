import type { ServicePort } from '../../cluster/kubernetes-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'
import { type Call, type Caller, protocolAt } from './caller'
import { bareConnectionTo } from './cluster'
import { arrived, connect } from './connection'
import type { Fate, Outcome } from './fate'
import { follow } from './follow'
import { waypointMeshRules } from './gateway-api'
import { requestedHost, serviceOf } from './host'
import { inTurn, only, plainHandling, refused, scaled } from './outcomes'
import { noRetries } from './retries'
import { send } from './send'
import { waypointRoutes } from './virtual-service'
import { waypointPods } from './waypoint'

type Called = { service: MeshService; port: ServicePort }

/** Nobody at the client's side tries again or gives up. */
const bareHandling = (call: Call, port?: ServicePort) => {
  const protocol = protocolAt(call.request, port) ?? 'tcp'
  return { ...plainHandling(protocol), retries: noRetries }
}

/** Kubernetes leads the way to a ready pod; an ambient client's ztunnel encrypts on it. */
function straight(call: Call, { service, port }: Called): Outcome[] {
  const { world, client, request } = call
  const handling = bareHandling(call, port)
  const servers = service.pods.filter(({ ready }) => ready)
  if (!servers.length) return only(refused({ service }), handling)
  const from = { world, client, isAppTls: request.tls ?? false }
  const fateAt = (server: MeshPod): Fate => {
    const connection = bareConnectionTo(service, port, server, from)
    const connected = connect(connection)
    if (connected.kind === 'broken') return refused({ service, server, denied: connected.denied })
    return arrived(connection, connected, { isPastClient: client.proxy === 'sidecar' })
  }
  return inTurn(servers, handling, fateAt)
}

/** A waypoint obeys the routes of the service, and of nobody else. */
function throughWaypoint(call: Call, envoy: MeshPod, { service, port }: Called): Outcome[] {
  const { world } = call
  const protocol = protocolAt(call.request, port) ?? 'tcp'
  const caller: Caller = { ...call, envoy, protocol, gateway: 'mesh' }
  const kind = protocol === 'tcp' ? 'opaque' : 'http'
  const rules =
    (kind === 'http' ? waypointMeshRules(world, service, port.port) : null) ??
    waypointRoutes(world, envoy, service, kind)
  return rules.length
    ? follow(rules, caller)
    : send(caller, { service, port }, plainHandling(protocol))
}

/** A ztunnel knows the hosts of ServiceEntries; from past a sidecar everything is foreign. */
function outside({ client, request }: Call, service: MeshService | undefined): Fate {
  const isPastSidecar = client.proxy === 'sidecar'
  if (!service || isPastSidecar) {
    return { kind: 'passthrough', pastSidecar: { client: isPastSidecar } }
  }
  return { kind: 'external', service, security: request.tls ? 'app_tls' : 'plaintext' }
}

/** A call that leaves its pod past any Envoy: from a bare pod, an excluded port, or in ambient. */
export function withoutEnvoy(call: Call): Outcome[] {
  const { world, client, request } = call
  const service = serviceOf(world, requestedHost(world, request.host, client.namespace))
  if (!service || service.endpoints === 'elsewhere')
    return only(outside(call, service), bareHandling(call))
  const port = service.ports.find((one) => one.port === request.port)
  if (!port) return only(refused({ service }), bareHandling(call))
  const waypoints = client.isAmbient ? waypointPods(world, service) : null
  if (!waypoints) return straight(call, { service, port })
  if (!waypoints.length) return only(refused({ service }), bareHandling(call, port))
  return waypoints.flatMap((waypoint) =>
    scaled(throughWaypoint(call, waypoint, { service, port }), 1 / waypoints.length),
  )
}
