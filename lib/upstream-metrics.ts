import 'server-only'
import { Histogram, Registry } from 'prom-client'
import type { Upstream, UpstreamFailure } from './errors'
import { processState } from './process-state'

export type UpstreamOutcome = 'ok' | 'cancelled' | UpstreamFailure

/** The last answer of an upstream that was one: nobody's cancelled question counts. */
export type LastOutcome = { outcome: UpstreamOutcome; at: number }

type UpstreamMetrics = {
  registry: Registry
  seconds: Histogram<'upstream' | 'outcome'>
  last: Map<Upstream, LastOutcome>
}

const metrics = () =>
  processState<UpstreamMetrics>('upstream-metrics', () => {
    const registry = new Registry()
    const seconds = new Histogram({
      name: 'binnacle_upstream_request_duration_seconds',
      help: 'Questions to Prometheus until the last byte and to the Kubernetes API until the first, by outcome.',
      labelNames: ['upstream', 'outcome'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    })
    return { registry, seconds, last: new Map() }
  })

/** Counts one request to an upstream; to be called when its answer is there, or has failed. */
export function countUpstream(upstream: Upstream, outcome: UpstreamOutcome, seconds: number): void {
  metrics().seconds.observe({ upstream, outcome }, seconds)
  if (outcome !== 'cancelled') metrics().last.set(upstream, { outcome, at: Date.now() })
}

export const lastOutcome = (upstream: Upstream): LastOutcome | null =>
  metrics().last.get(upstream) ?? null

export const metricsRegistry = (): Registry => metrics().registry
