import { seededRandom } from '../draw/random'
import { type Ledger, newLedger } from '../ledger'
import type { TrafficPlan } from '../traffic-plan'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import { countEnded } from './count'
import { newEjections } from './ejections'
import { newFlows } from './flows'
import { newHeldBook } from './held'
import { type Istiod, newIstiod, type SyncStatus } from './istiod'
import { type MetricsScope, newPodProxy, type PodProxy, restart } from './pod-proxy'
import { type Called, drawTraffic, resolveStarts } from './traffic'

export type SimulationOptions = {
  world: World
  traffic: TrafficPlan
  seed: number
  /** Epoch ms at which the clock stands before the first `advanceTo`. */
  startAt: number
  metrics?: MetricsScope
}

export type Simulation = {
  now(): number
  /** Draws the traffic of the time between as one batch; going back in time does nothing. */
  advanceTo(epochMs: number): void
  /** 1 is as planned, 0 stops all traffic. */
  setTraffic(rateFactor: number): void
  /** Counters of pods that stay go on, those of pods that went are gone. */
  replaceWorld(world: World): void
  /** By `namespace/pod`. */
  proxies: ReadonlyMap<string, PodProxy>
  ledger: Ledger
  /** Every connected proxy, as istiod's debug port lists them. */
  syncz(): SyncStatus[]
  /** Every counter of a workload's proxies begins at zero again; answers how many proxies that was. */
  restart(workload: string): number
  /** Notes what the ledger is to remember of a scrape of one proxy. */
  recordScrape(pod: string, at: number): void
  /** Calls followed through the routes so far; grows with the world, not with time or traffic. */
  resolvedCalls(): number
}

/** The steps of old history are longer than an ejection: it would last for all of one. */
const longestWatchSeconds = 15

/** Most at 15:00 UTC, least at 3:00, the plan's own figure on average. */
export const dailyCurve = (epochMs: number): number =>
  1 + 0.2 * Math.sin((2 * Math.PI * (epochMs / 3_600_000 - 9)) / 24)

export function newSimulation(options: SimulationOptions): Simulation {
  const { traffic, metrics: scope = 'all' } = options
  const random = seededRandom(options.seed)
  const ledger = newLedger()
  const proxies = new Map<string, PodProxy>()
  const held = newHeldBook()
  // A sequence of its own: the same seed is the same traffic, whatever the control plane does.
  const istiod = newIstiod(seededRandom(options.seed + 1), options.startAt)
  const ejections = newEjections()

  const routed = (world: World) => {
    const { ejected } = ejections
    const flows = newFlows({ world, traffic, scope, ledger, proxies, ejected })
    return { world, flows, starts: resolveStarts(traffic, world, flows) }
  }
  const settle = (world: World) => {
    keepProxies(proxies, world, istiod)
    istiod.push(world)
    held.keep(world)
    return routed(world)
  }

  let now = options.startAt
  let rateFactor = 1
  let resolvedBefore = 0
  let routes = settle(options.world)

  function reroute(next: typeof routes) {
    resolvedBefore += routes.flows.resolved()
    routes = next
  }

  /** Lets so much time pass; whom a proxy has had enough of gets nothing from then on. */
  function live(seconds: number, activity: number) {
    if (ejections.advanceTo(now)) reroute(routed(routes.world))
    for (const ended of held.advance(random, seconds, activity)) countEnded(random, ended)
    let isEjected = false
    const called: Called = ({ suspects }, count) => {
      if (seconds > longestWatchSeconds) return
      for (const suspect of suspects) {
        if (ejections.suspect(random, suspect, count, now)) isEjected = true
      }
    }
    drawTraffic({ random, held, called }, routes, seconds * activity)
    if (isEjected) reroute(routed(routes.world))
  }

  return {
    now: () => now,
    advanceTo: (epochMs) => {
      if (epochMs <= now) return
      const seconds = (epochMs - now) / 1000
      const curve = dailyCurve((now + epochMs) / 2)
      now = epochMs
      istiod.advanceTo(epochMs)
      live(seconds, rateFactor * curve)
    },
    setTraffic: (factor) => {
      rateFactor = factor
    },
    replaceWorld: (world) => {
      reroute(settle(world))
    },
    proxies,
    ledger,
    syncz: istiod.syncz,
    restart: (workload) => {
      const restarted = [...proxies.values()].filter(
        ({ pod }) => `${pod.namespace}/${pod.workload}` === workload,
      )
      for (const proxy of restarted) restart(proxy)
      return restarted.length
    },
    recordScrape: ledger.recordScrape,
    resolvedCalls: () => resolvedBefore + routes.flows.resolved(),
  }
}

const isScraped = ({ proxy, labels }: MeshPod) => proxy !== null || labels.app === 'istiod'

function keepProxies(proxies: Map<string, PodProxy>, world: World, istiod: Istiod): void {
  for (const [key, proxy] of proxies) {
    const pod = world.pods.get(key)
    if (!pod || !isScraped(pod) || pod.ip !== proxy.pod.ip) proxies.delete(key)
  }
  for (const pod of world.pods.values()) {
    if (!isScraped(pod) || !pod.ip || proxies.has(pod.key)) continue
    proxies.set(pod.key, newPodProxy(pod, pod.proxy === null ? istiod : null))
  }
}
