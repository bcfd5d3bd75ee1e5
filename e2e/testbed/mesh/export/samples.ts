import { bucketBounds } from '../draw/buckets'
import type { Histogram } from '../draw/histogram'
import type { MetricLabels } from '../report/peer-labels'
import type { CallSeries, PodProxy } from '../simulation/pod-proxy'

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

const bounds = bucketBounds.map((bound) => (Number.isFinite(bound) ? String(bound) : '+Inf'))

const buildLabels: MetricLabels = { component: 'proxy', tag: '1.31.1' }

/** A label set shows from its first request on: absent is not zero. */
const seen = ({ series }: PodProxy): CallSeries[] =>
  [...series.values()].filter(({ requests }) => requests > 0)

/** Written out field by field: a day of history passes through here a million times. */
function* histogramSamples(
  family: string,
  labels: MetricLabels,
  { counts, sum }: Histogram,
): Generator<Sample> {
  const type = 'histogram'
  let total = 0
  for (let index = 0; index < bounds.length; index++) {
    total += counts[index] ?? 0
    yield { family, type, suffix: '_bucket', labels, le: bounds[index] ?? null, value: total }
  }
  yield { family, type, suffix: '_sum', labels, le: null, value: sum }
  yield { family, type, suffix: '_count', labels, le: null, value: total }
}

/** Everything that a proxy exports now, family by family. */
export function* samplesOf(proxy: PodProxy): Generator<Sample> {
  const one = { suffix: '', le: null } as const
  yield { family: 'istio_build', type: 'gauge', ...one, labels: buildLabels, value: 1 }
  const all = seen(proxy)
  for (const { labels, requests } of all) {
    yield { family: 'istio_requests_total', type: 'counter', ...one, labels, value: requests }
  }
  for (const measure of ['duration', 'requestBytes', 'responseBytes'] as const) {
    for (const { labels, histograms } of all) {
      if (histograms) {
        yield* histogramSamples(histogramNames[measure], labels, histograms[measure])
      }
    }
  }
}
