import 'server-only'
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client'
import { kindNames } from '../kubernetes/kinds'
import { runningWatchCache } from '../kubernetes/watch-cache'
import { processState } from '../process-state'
import { metricsRegistry } from '../upstream-metrics'
import { flightsUnderWay } from './flights'

/** Own metrics in Prometheus' text format; asks no upstream. */
export async function metricsResponse(): Promise<Response> {
  const registry = processState('metrics', register)
  return new Response(await registry.metrics(), {
    headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' },
  })
}

function register(): Registry {
  const registry = metricsRegistry()
  collectDefaultMetrics({ register: registry })
  registry.registerMetric(cachedObjects())
  registry.registerMetric(syncedKinds())
  registry.registerMetric(flights())
  return registry
}

const cachedObjects = () =>
  new Gauge({
    name: 'binnacle_kubernetes_objects',
    help: 'Objects of a kind in the watch cache.',
    labelNames: ['kind'],
    registers: [],
    collect() {
      for (const kind of kindNames)
        this.set({ kind }, runningWatchCache()?.read(kind).objects.size ?? 0)
    },
  })

const syncedKinds = () =>
  new Gauge({
    name: 'binnacle_kubernetes_kind_synced',
    help: 'Whether a kind is being watched (1) or loading, absent or failing (0).',
    labelNames: ['kind'],
    registers: [],
    collect() {
      for (const kind of kindNames)
        this.set({ kind }, runningWatchCache()?.read(kind).status === 'synced' ? 1 : 0)
    },
  })

const flights = () =>
  new Gauge({
    name: 'binnacle_flights',
    help: 'Questions to upstreams that are under way, each shared by all who ask the same.',
    registers: [],
    collect() {
      this.set(flightsUnderWay())
    },
  })
