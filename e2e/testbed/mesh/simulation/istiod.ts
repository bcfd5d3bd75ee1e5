import { drawPoisson, type Random } from '../draw/random'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import {
  add,
  distribution,
  type IstiodState,
  istiodMetrics,
  istioVersion,
  type OwnMetric,
  type PushType,
  pushTypes,
} from './istiod-metrics'

/** What a proxy was sent last of one kind of configuration, and what it took. */
type SyncedResource = { sent: string; acked: string; sentTime: string; lastError: string }

/** One proxy as istiod's `/debug/syncz` lists it. */
export type SyncStatus = {
  cluster_id: string
  proxy: string
  proxy_type: string
  istio_version: string
  resources: Readonly<Record<string, SyncedResource>>
}

export type Istiod = {
  /** Every connected proxy is sent what has changed. */
  push(world: World): void
  advanceTo(at: number): void
  metrics(): OwnMetric[]
  syncz(): SyncStatus[]
}

const dayMs = 86_400_000
/** A root certificate of ten years, four months old. */
const rootExpiresInMs = 3_650 * dayMs - 120 * dayMs
/** A workload's certificate lasts a day and is renewed when half of that has passed. */
const renewalMs = dayMs / 2

const resourceTypes: Readonly<Record<PushType, string>> = {
  cds: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  eds: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  lds: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  rds: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
}

const proxyTypes: Readonly<Record<NonNullable<MeshPod['proxy']>, string>> = {
  sidecar: 'sidecar',
  gateway: 'router',
  waypoint: 'waypoint',
  ztunnel: 'ztunnel',
}

/** The control plane as it shows itself: who is connected, what was pushed, how its CA is. */
export function newIstiod(random: Random, startedAt: number): Istiod {
  let connected: MeshPod[] = []
  let pushedAt = startedAt
  const pushes: Record<PushType, number> = { cds: 0, eds: 0, lds: 0, rds: 0 }
  const state: IstiodState = {
    now: startedAt,
    startedAt,
    connected: 0,
    services: 0,
    virtualServices: 0,
    events: 0,
    pushes,
    convergenceSeconds: distribution([0.1, 0.5, 1, 3, 5, 10, 20, 30]),
    configBytes: distribution([1, 10_000, 1_000_000, 4_000_000, 10_000_000, 40_000_000]),
    signedCertificates: 0,
    rootExpiresAt: startedAt + rootExpiresInMs,
  }

  return {
    push: (world) => {
      connected = [...world.pods.values()].filter(({ proxy, ready }) => proxy !== null && ready)
      pushedAt = state.now
      state.connected = connected.length
      state.services = world.services.size
      state.virtualServices = world.virtualServices.length
      state.events++
      for (const type of pushTypes) pushes[type] += connected.length
      for (const _ of connected) {
        // Most have it at once, a few take their time.
        add(state.convergenceSeconds, 0.02 + random() ** 4)
        add(state.configBytes, 400 * (state.services + state.virtualServices))
      }
    },
    advanceTo: (at) => {
      const renewals = (connected.length * Math.max(0, at - state.now)) / renewalMs
      state.signedCertificates += drawPoisson(random, renewals)
      state.now = at
    },
    metrics: () => istiodMetrics(state),
    syncz: () => {
      const nonce = String(state.events)
      const sentTime = new Date(pushedAt).toISOString()
      const synced = { sent: nonce, acked: nonce, sentTime, lastError: '' }
      return connected.map(({ cluster, namespace, name, proxy }) => ({
        cluster_id: cluster,
        proxy: `${name}.${namespace}`,
        proxy_type: proxyTypes[proxy ?? 'sidecar'],
        istio_version: istioVersion,
        resources: Object.fromEntries(pushTypes.map((type) => [resourceTypes[type], synced])),
      }))
    },
  }
}
