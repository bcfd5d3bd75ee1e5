import 'server-only'
import { outcomeOf } from '../domain/traffic/outcome'
import type { RangeAnswer, RangeQuestion, RangeSeries } from './client'
import { countedAtDestination, countedAtSource, type Selection } from './counting-rule'
import { outcomeLabels } from './istio-labels'
import { labelled, perSecond, sumBy, union } from './promql'

/** One value for each moment; `null` where nothing was scraped. */
export type Points = (number | null)[]

export type Moments = Omit<RangeQuestion, 'query'>

/** One range query over the moments of the chart. */
export type AskRange = (query: string) => Promise<RangeAnswer>

export const timesOf = ({ start, end, stepSeconds }: Moments): number[] =>
  Array.from(
    { length: Math.floor((end - start) / (stepSeconds * 1000)) + 1 },
    (_, at) => start + at * stepSeconds * 1000,
  )

/** What counts on an edge counts in its chart: the same rule, the same outcomes. */
const counted = (metric: string, selection: Selection) =>
  union([countedAtSource(metric, selection), countedAtDestination(metric, selection)])

export async function requestsOverTime(
  ask: AskRange,
  selection: Selection,
  times: readonly number[],
) {
  const { series, warnings } = await ask(
    perSecond(
      sumBy(outcomeLabels, counted('istio_requests_total', selection)),
      selection.windowSeconds,
    ),
  )
  const failed = series.filter(({ labels }) => isFailed(labels))
  const all = series.length === 0 ? null : addUp(series, times)
  return {
    requestsPerSecond: all,
    // No failing series while requests were counted is no failure: zero where there are requests.
    errorsPerSecond:
      all && addUp(failed, times).map((errors, at) => (all[at] === null ? null : (errors ?? 0))),
    warnings,
  }
}

const isFailed = (labels: Readonly<Record<string, string>>) =>
  outcomeOf({
    code: labels.response_code ?? '',
    grpcStatus: labels.grpc_response_status || null,
    flags: labels.response_flags ?? '',
  }) === 'failed'

export async function p95OverTime(ask: AskRange, selection: Selection, times: readonly number[]) {
  const buckets = counted('istio_request_duration_milliseconds_bucket', selection)
  const { series, warnings } = await ask(`histogram_quantile(0.95, ${sumBy(['le'], buckets)})`)
  return { p95Ms: addUp(series, times), warnings }
}

export async function bytesOverTime(ask: AskRange, selection: Selection, times: readonly number[]) {
  const { series, warnings } = await ask(
    perSecond(
      union([
        labelled(sumBy([], counted('istio_tcp_sent_bytes_total', selection)), 'way', 'sent'),
        labelled(
          sumBy([], counted('istio_tcp_received_bytes_total', selection)),
          'way',
          'received',
        ),
      ]),
      selection.windowSeconds,
    ),
  )
  const way = (name: string) =>
    addUp(
      series.filter(({ labels }) => labels.way === name),
      times,
    )
  return {
    bytesPerSecond: series.length === 0 ? null : { sent: way('sent'), received: way('received') },
    warnings,
  }
}

function addUp(series: readonly RangeSeries[], times: readonly number[]): Points {
  const sums = new Map<number, number>()
  // 0/0 of an empty moment, or a bucket without an upper bound: no figure.
  for (const { samples } of series)
    for (const [time, value] of samples)
      if (Number.isFinite(value)) sums.set(time, (sums.get(time) ?? 0) + value)
  return times.map((time) => sums.get(time) ?? null)
}
