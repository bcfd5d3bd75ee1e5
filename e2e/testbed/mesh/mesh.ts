import type { KubernetesObject } from '../cluster/kubernetes-objects'
import { kubernetesClient } from '../kubernetes/client'
import { newDebounce, pushMs } from './debounce'
import { startExporter } from './export/exporter'
import { type Series, snapshotter } from './export/snapshot'
import type { Ledger } from './ledger'
import type { SyncStatus } from './simulation/istiod'
import type { MetricsScope } from './simulation/pod-proxy'
import { newSimulation } from './simulation/simulation'
import type { TrafficPlan } from './traffic-plan'
import { watchObjects } from './world/watch-objects'
import { buildWorld } from './world/world'

export type MeshOptions = {
  kubernetes: { url: string; caPem: string; token: string }
  traffic: TrafficPlan
  seed: number
  /** Epoch ms at which the clock stands before the first `advanceTo`. */
  startAt: number
  metrics?: MetricsScope
  /** Told of every object that the mesh has heard of and will obey from its next moment on. */
  heard?: (objects: readonly KubernetesObject[]) => void
}

export type Mesh = {
  /** Base of the exporter: `GET /sd` answers Prometheus' http_sd, with one path a proxy. */
  url: string
  /** Moves the simulated clock; the traffic of the time between is drawn as one batch. */
  advanceTo(epochMs: number): void
  /** Reads every proxy as one lean scrape at the clock's time, target labels merged in. */
  snapshot(): Iterable<Series>
  /** From now on the clock is the machine's. */
  startClock(): void
  /** 1 is as planned, 0 stops all traffic. */
  setTraffic(rateFactor: number): void
  ledger: Ledger
  /** As istiod's own debug port answers. */
  syncz(): SyncStatus[]
  /** As when the container of each of this workload's proxies is started again. */
  restart(workload: string): number
  stop(): Promise<void>
}

/**
 * Requests that come together are drawn together: many proxies are scraped in a row. A mesh so big
 * that a batch takes long has them less often: it must not live on all of the machine.
 */
const batchMs = { shortest: 100, longest: 2_000, timesItsCost: 10 }

/** A mesh under traffic that obeys the objects of a Kubernetes API. */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const client = kubernetesClient(options.kubernetes)
  const watching = new AbortController()
  let isLive = false
  let isStale = false
  let batchEveryMs = batchMs.shortest

  const watched = await watchObjects(client, watching.signal, (objects) => {
    isStale = true
    // Not by the first list, which comes before all that is needed for it.
    if (isLive) pushing.ask()
    options.heard?.(objects)
  })
  const simulation = newSimulation({ ...options, world: buildWorld(watched.objects()) })

  const obey = () => {
    if (isStale) simulation.replaceWorld(buildWorld(watched.objects()))
    isStale = false
  }
  const comeToNow = () => {
    if (isLive) simulation.advanceTo(Date.now())
  }
  const pushing = newDebounce(pushMs, () => {
    // What has passed until now went by the old rules.
    comeToNow()
    obey()
  })
  const catchUp = () => {
    const now = Date.now()
    if (!isLive || now - simulation.now() < batchEveryMs) return
    simulation.advanceTo(now)
    const cost = Date.now() - now
    batchEveryMs = Math.max(
      batchMs.shortest,
      Math.min(batchMs.longest, batchMs.timesItsCost * cost),
    )
  }

  const exporter = await startExporter({
    proxies: () => {
      if (isLive) catchUp()
      else obey()
      return simulation.proxies
    },
    scraped: (pod) => simulation.recordScrape(pod, isLive ? Date.now() : simulation.now()),
  })

  return {
    url: exporter.url,
    advanceTo: (epochMs) => {
      obey()
      simulation.advanceTo(epochMs)
    },
    snapshot: snapshotter(simulation, { isLean: true }),
    startClock: () => {
      obey()
      isLive = true
    },
    setTraffic: (rateFactor) => {
      comeToNow()
      simulation.setTraffic(rateFactor)
    },
    ledger: simulation.ledger,
    syncz: simulation.syncz,
    restart: (workload) => {
      comeToNow()
      return simulation.restart(workload)
    },
    stop: async () => {
      isLive = false
      pushing.cancel()
      watching.abort()
      await Promise.all([exporter.stop(), watched.ended])
      await client.close()
    },
  }
}
