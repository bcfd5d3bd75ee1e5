import type { ServicePort } from '../../cluster/kubernetes-objects'
import type { MeshPod } from '../world/mesh-pod'
import { type MeshService, serviceHost } from '../world/mesh-service'
import type { World } from '../world/world'
import { bareConnectionTo, clusterOf, connectionTo } from './cluster'
import { type Connected, connect } from './connection'
import { leavesPastSidecar } from './excluded-ports'
import type { ConnectionSecurity } from './fate'
import { isExportedTo, knowsService, outboundMode } from './sidecar-scope'

export type CheckedCall = {
  /** `namespace/workload`; `null` for a client without a proxy. */
  client: string | null
  /** `namespace/name`; of a ServiceEntry `namespace/host` */
  service: string
  /** The Service's port, not the pod's. */
  port: number
  subset?: string
  /** `namespace/workload` of one endpoint, where the service has several kinds. */
  server?: string
}

/** Where what answers is no pod. */
export const beyond = 'beyond the mesh'

export type CallResult = ConnectionSecurity | 'broken'

const named = (pod: MeshPod) => `${pod.namespace}/${pod.workload}`

const hasEnvoy = (pod: MeshPod | null, port: number): pod is MeshPod =>
  pod?.proxy === 'gateway' || (pod?.proxy === 'sidecar' && !leavesPastSidecar(pod, port))

const resultOf = (connected: Connected): CallResult =>
  connected.kind === 'connected' ? connected.security : 'broken'

type Call = { world: World; client: MeshPod | null; service: MeshService; port: ServicePort }

/** A gateway has clusters for what is exported to it, and none for the rest. */
const isBeyondGateway = (world: World, client: MeshPod, service: MeshService) =>
  client.proxy === 'gateway' && !isExportedTo(world, service, client.namespace)

/** Each ready endpoint with what becomes of a plain connection to it; none where none is reached. */
function reached({ world, client, service, port }: Call, subset: string | undefined) {
  const bare = () =>
    service.pods
      .filter(({ ready }) => ready)
      .map((server) => ({
        server,
        connection: bareConnectionTo(service, port, server, { world, client, isAppTls: false }),
      }))
  if (!hasEnvoy(client, port.port)) return bare()
  if (isBeyondGateway(world, client, service)) return []
  if (client.proxy === 'sidecar' && !knowsService(world, client, service, port)) {
    return outboundMode(world, client) === 'REGISTRY_ONLY' ? [] : bare()
  }
  const cluster = clusterOf(world, client, { service, port, subset })
  if (!cluster) return []
  return cluster.servers.map((server) => ({
    server,
    connection: connectionTo(cluster, server, { world, client, isAppTls: false }),
  }))
}

/** A host beyond the mesh gets what the client's side sends, and has nobody for the mesh's own TLS. */
function resultBeyond(
  { world, client, service, port }: Call,
  subset: string | undefined,
): CallResult {
  if (!hasEnvoy(client, port.port)) return 'plaintext'
  if (isBeyondGateway(world, client, service)) return 'broken'
  if (client.proxy === 'sidecar' && !knowsService(world, client, service, port))
    return outboundMode(world, client) === 'REGISTRY_ONLY' ? 'broken' : 'plaintext'
  const cluster = clusterOf(world, client, { service, port, subset })
  switch (cluster?.policy.tls?.mode) {
    case 'ISTIO_MUTUAL':
      return 'broken'
    case 'SIMPLE':
    case 'MUTUAL':
      return 'app_tls'
    default:
      return cluster ? 'plaintext' : 'broken'
  }
}

/**
 * Whether a call of one client to one service's port comes about, and how it is secured on the last
 * leg. Routes are not followed: it is about the service, or the subset, that is named. `broken`
 * where nothing is reached: no such service, port, subset or ready pod. `mixed` where endpoints
 * differ and none of them is named.
 */
export function checkCall(world: World, call: CheckedCall): CallResult | 'mixed' {
  const [namespace = '', name = ''] = call.service.split('/')
  const service = world.services.get(serviceHost(name, namespace)) ?? world.services.get(name)
  const port = service?.ports.find((one) => one.port === call.port)
  const client = [...world.pods.values()].find((pod) => named(pod) === call.client) ?? null
  if (!service || !port || (call.client !== null && !client)) return 'broken'
  if (service.endpoints === 'elsewhere')
    return resultBeyond({ world, client, service, port }, call.subset)
  const results = new Set(
    reached({ world, client, service, port }, call.subset)
      .filter(({ server }) => call.server === undefined || named(server) === call.server)
      .map(({ connection }) => resultOf(connect(connection))),
  )
  const [only] = results
  if (!only) return 'broken'
  return results.size === 1 ? only : 'mixed'
}
