import { bucketBounds } from '../draw/buckets'
import type { Histogram } from '../draw/histogram'
import type { MetricLabels } from '../report/peer-labels'
import type { OwnMetric } from '../simulation/istiod-metrics'
import type { PodProxy } from '../simulation/pod-proxy'

/** One line of a proxy's metrics. */
export type Sample = {
  family: string
  type: 'counter' | 'gauge' | 'histogram'
  suffix: '' | '_bucket' | '_sum' | '_count'
  /** Shared by all lines of one label set. */
  labels: MetricLabels
  le: string | null
  value: number
}

const histogramNames = {
  duration: 'istio_request_duration_milliseconds',
  requestBytes: 'istio_request_bytes',
  responseBytes: 'istio_response_bytes',
} as const

const connectionNames = {
  opened: 'istio_tcp_connections_opened_total',
  receivedBytes: 'istio_tcp_received_bytes_total',
  sentBytes: 'istio_tcp_sent_bytes_total',
} as const

const closingNames = {
  closed: 'istio_tcp_connections_closed_total',
  failed: 'istio_tcp_connections_failed_total',
} as const

const messageNames = {
  request: 'istio_request_messages_total',
  response: 'istio_response_messages_total',
} as const

const bounds = bucketBounds.map((bound) => (Number.isFinite(bound) ? String(bound) : '+Inf'))

const version = '1.31.1'
const proxyBuild: MetricLabels = { component: 'proxy', tag: version }
const ztunnelBuild: MetricLabels = { component: 'ztunnel', tag: version }

/** Written out field by field: a day of history passes through here a million times. */
function* histogramSamples(
  family: string,
  labels: MetricLabels,
  { counts, sum }: Histogram,
  hasBuckets: boolean,
): Generator<Sample> {
  const type = 'histogram'
  let total = 0
  for (let index = 0; index < bounds.length; index++) {
    total += counts[index] ?? 0
    if (!hasBuckets) continue
    yield { family, type, suffix: '_bucket', labels, le: bounds[index] ?? null, value: total }
  }
  yield { family, type, suffix: '_sum', labels, le: null, value: sum }
  yield { family, type, suffix: '_count', labels, le: null, value: total }
}

/** One family of each name, of all label sets that have counted anything: absent is not zero. */
function* counterSamples<Name extends string>(
  names: Readonly<Record<Name, string>>,
  all: Iterable<{ labels: MetricLabels } & Readonly<Record<NoInfer<Name>, number>>>,
): Generator<Sample> {
  const series = [...all]
  // The keys of such a record are its names.
  for (const name of Object.keys(names) as Name[]) {
    for (const one of series) {
      const value = one[name]
      if (value === 0) continue
      const { labels } = one
      yield { family: names[name], type: 'counter', suffix: '', labels, le: null, value }
    }
  }
}

/** What istiod says of itself. */
function* ownSamples(metrics: readonly OwnMetric[]): Generator<Sample> {
  for (const metric of metrics) {
    const { name: family, labels, type } = metric
    const one = { family, type, labels }
    if (metric.type !== 'histogram') {
      yield { ...one, suffix: '', le: null, value: metric.value }
      continue
    }
    let total = 0
    for (const [index, count] of metric.counts.entries()) {
      total += count
      const le = String(metric.bounds[index] ?? '+Inf')
      yield { ...one, suffix: '_bucket', le, value: total }
    }
    yield { ...one, suffix: '_sum', le: null, value: metric.sum }
    yield { ...one, suffix: '_count', le: null, value: total }
  }
}

export type SamplesOptions = {
  /** Without the buckets of bytes, of which nobody asks for quantiles: two samples in three. */
  isLean?: boolean
}

/** Everything that a proxy exports now, family by family. */
export function* samplesOf(
  proxy: PodProxy,
  { isLean = false }: SamplesOptions = {},
): Generator<Sample> {
  if (proxy.istiod) return yield* ownSamples(proxy.istiod.metrics())
  const labels = proxy.pod.proxy === 'ztunnel' ? ztunnelBuild : proxyBuild
  yield { family: 'istio_build', type: 'gauge', suffix: '', le: null, labels, value: 1 }
  const requests = [...proxy.requests.values()]
  yield* counterSamples({ requests: 'istio_requests_total' }, requests)
  for (const measure of ['duration', 'requestBytes', 'responseBytes'] as const) {
    const hasBuckets = measure === 'duration' || !isLean
    for (const { requests: count, labels, histograms } of requests) {
      if (!histograms || count === 0) continue
      yield* histogramSamples(histogramNames[measure], labels, histograms[measure], hasBuckets)
    }
  }
  yield* counterSamples(connectionNames, proxy.connections.values())
  yield* counterSamples(closingNames, proxy.closings.values())
  yield* counterSamples(messageNames, proxy.messages.values())
}
