import type { SeriesData } from '@/lib/api/series'
import { nodeId } from '@/lib/domain/service-graph/ids'
import type { SplitRoute } from '@/lib/domain/traffic-split/split'
import { formatLatency } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { formatRate } from '@/lib/format/rate'
import { destinationNames } from './words'

/** What one line of a chart is about: a destination, and the workloads behind it. */
export type Version = { name: string; nodes: string[] }

/** Each destination once, whatever number of routes lead to it; those without a workload have no line. */
export function versionsOf(routes: readonly SplitRoute[]): Version[] {
  const versions = routes.flatMap(({ destinations }) => {
    const names = destinationNames(destinations)
    return destinations.map(({ host, workloads }, at) => ({
      name: names[at] ?? host,
      nodes: workloads.map(({ namespace, name }) =>
        nodeId({ kind: 'workload', cluster: null, namespace, name }),
      ),
    }))
  })
  const seen = new Set<string>()
  return versions.filter(({ name, nodes }) => {
    const key = [name, ...nodes].join(' ')
    if (nodes.length === 0 || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

type Series = readonly (SeriesData | undefined)[]
type Points = (number | null)[]

/** Several workloads are one version: what they received together; a gap only where all have one. */
function added(series: Series, pick: (one: SeriesData) => Points | null): Points {
  const known = series.flatMap((one) => {
    const points = one ? pick(one) : null
    return points === null ? [] : [points]
  })
  const length = series.find((one) => one)?.times.length ?? 0
  return Array.from({ length }, (_, at) =>
    known.reduce<number | null>((sum, points) => {
      const point = points[at] ?? null
      return point === null ? sum : (sum ?? 0) + point
    }, null),
  )
}

const rates = (series: Series) => added(series, (one) => one.requestsPerSecond)

/** 0–1; nothing where nothing was sent: silence is not success. */
function errorShares(series: Series): Points {
  const errors = added(series, (one) => one.errorsPerSecond)
  return rates(series).map((rate, at) => (rate ? (errors[at] ?? 0) / rate : null))
}

/** The slowest workload's: quantiles cannot be added up. */
const slowest = (series: Series): Points => {
  const length = series.find((one) => one)?.times.length ?? 0
  return Array.from({ length }, (_, at) =>
    series.reduce<number | null>((most, one) => {
      const point = one?.p95Ms?.[at] ?? null
      return point === null ? most : Math.max(most ?? 0, point)
    }, null),
  )
}

export const quantities = ['rate', 'errors', 'p95'] as const
export type Quantity = (typeof quantities)[number]

export const quantityLooks: Record<
  Quantity,
  {
    label: string
    words: string
    format: (value: number) => string
    line: (series: Series) => Points
  }
> = {
  rate: { label: 'Rate', words: 'Requests per second', format: formatRate, line: rates },
  errors: { label: 'Errors', words: 'Share of errors', format: formatPercent, line: errorShares },
  p95: { label: 'p95', words: 'Latency, p95', format: formatLatency, line: slowest },
}
