import type { ServicePort } from '../../cluster/kubernetes-objects'
import type { Outliers } from '../world/istio-objects'
import type { MeshService } from '../world/mesh-service'
import { type Caller, waypointOf } from './caller'
import { type Cluster, clusterOf, connectionTo } from './cluster'
import { arrived, type Connection, connect } from './connection'
import { durationMs } from './duration'
import type { Fate, Handling, Outcome, OutlierDetection } from './fate'
import { failed, inTurn, only } from './outcomes'
import { brokenFlags } from './retries'

type Wanted = { service: MeshService; port: ServicePort; subset?: string | undefined }

/** Fields that a policy leaves out are Istio's and Envoy's defaults. */
function outliersOf(policy: Outliers | undefined): OutlierDetection | null {
  if (!policy) return null
  return {
    consecutive5xx: policy.consecutive5xxErrors ?? 5,
    consecutiveGatewayErrors: policy.consecutiveGatewayErrors ?? 0,
    intervalMs: durationMs(policy.interval) || 10_000,
    baseEjectionMs: durationMs(policy.baseEjectionTime) || 30_000,
    maxEjectionPercent: policy.maxEjectionPercent ?? 10,
  }
}

function fateAt(caller: Caller, connection: Connection, handling: Handling): Fate {
  const { service, server } = connection
  const waypoint = waypointOf(caller)
  const connected = connect(connection)
  if (connected.kind === 'connected') return arrived(connection, connected, { waypoint })
  const flags = brokenFlags(connected.flag, handling)
  const { denied } = connected
  return failed(handling.protocol, { code: '503', flags }, { service, server, waypoint, denied })
}

/** A host beyond the mesh has no pods; the client's proxy may encrypt on its way there. */
function outside({ service, policy }: Cluster, isAppTls: boolean, handling: Handling): Fate {
  // The mesh's own TLS meets nobody who takes it off.
  if (policy.tls?.mode === 'ISTIO_MUTUAL')
    return failed(
      handling.protocol,
      { code: '503', flags: brokenFlags('UF', handling) },
      { service, waypoint: null },
    )
  const originates = policy.tls?.mode === 'SIMPLE' || policy.tls?.mode === 'MUTUAL'
  return { kind: 'external', service, security: originates || isAppTls ? 'app_tls' : 'plaintext' }
}

/** Sends to a service, or a subset of it, as an Envoy does: to its ready pods in turn. */
export function send(caller: Caller, wanted: Wanted, handling: Handling): Outcome[] {
  const { world, envoy, request } = caller
  const { service } = wanted
  const waypoint = waypointOf(caller)
  const cluster = clusterOf(world, envoy, wanted)
  if (!cluster) return only(noCluster(caller, handling), handling)
  const isAppTls = request.tls ?? false
  if (service.endpoints === 'elsewhere') return only(outside(cluster, isAppTls, handling), handling)
  const watched = { ...handling, outliers: outliersOf(cluster.policy.outliers) }
  const servers = cluster.servers.filter(({ key }) => !caller.ejected.has(key))
  if (!servers.length) {
    return only(
      failed(handling.protocol, { code: '503', flags: 'UH' }, { service, waypoint }),
      watched,
    )
  }
  return inTurn(servers, watched, (server) => {
    const connection = connectionTo(cluster, server, { world, client: envoy, isAppTls })
    return fateAt(caller, connection, watched)
  })
}

/** The route points at a cluster that the Envoy does not have. */
export const noCluster = (caller: Caller, { protocol }: Handling): Fate =>
  failed(protocol, { code: '503', flags: 'NC' }, { waypoint: waypointOf(caller) })
