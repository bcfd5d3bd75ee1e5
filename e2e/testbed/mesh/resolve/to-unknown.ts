import type { ServicePort } from '../../cluster/kubernetes-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'
import type { Caller } from './caller'
import { bareConnectionTo } from './cluster'
import { arrived, connect } from './connection'
import type { Fate, Outcome } from './fate'
import { failed, inTurn, only, plainHandling } from './outcomes'
import { brokenFlags } from './retries'
import { outboundMode } from './sidecar-scope'

const cluster = 'PassthroughCluster'

/** Kubernetes itself leads the way to a pod, and nothing is encrypted on it. */
function passedOn(
  { world, protocol, request }: Caller,
  { service, port }: { service: MeshService; port: ServicePort },
  server: MeshPod,
): Fate {
  const isAppTls = request.tls ?? false
  const connection = bareConnectionTo(service, port, server, { world, client: null, isAppTls })
  const connected = connect(connection)
  if (connected.kind === 'connected') return arrived(connection, connected, { cluster })
  const flags = brokenFlags(connected.flag, plainHandling(protocol))
  const { denied } = connected
  return failed(protocol, { code: '503', flags }, { server, cluster, denied })
}

/**
 * A call to what the client's sidecar has not heard of, be it a service of the mesh all the same:
 * it goes on as it is, or it is held back.
 * https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/
 */
export function toUnknown(
  caller: Caller,
  target: { service: MeshService; port: ServicePort } | null,
): Outcome[] {
  const { world, client, protocol } = caller
  const handling = plainHandling(protocol)
  if (outboundMode(world, client) === 'REGISTRY_ONLY') {
    const end = { code: '502', flags: protocol === 'tcp' ? 'UH' : '-' }
    return only(failed(protocol, end, { cluster: 'BlackHoleCluster' }), handling)
  }
  if (!target || target.service.endpoints === 'elsewhere') {
    return only({ kind: 'passthrough', pastSidecar: { client: false } }, handling)
  }
  const servers = target.service.pods.filter(({ ready }) => ready)
  if (!servers.length) {
    return only(failed(protocol, { code: '503', flags: 'UF' }, { cluster }), handling)
  }
  return inTurn(servers, handling, (server) => passedOn(caller, target, server))
}
