import type { LatencyMs } from './traffic'

/** Requests per second that took at most `le` milliseconds; `Infinity` for +Inf. */
export type Bucket = { le: number; requestsPerSecond: number }

/**
 * Quantiles of several histograms together, as `histogram_quantile(q, sum by (le) (…))` has them.
 * Buckets can be added up, quantiles cannot.
 */
export function latencyOf(histograms: readonly (readonly Bucket[])[]): LatencyMs {
  const buckets = addUp(histograms)
  return { p50: quantile(0.5, buckets), p95: quantile(0.95, buckets), p99: quantile(0.99, buckets) }
}

/**
 * Straight between two bounds; in the last bucket its lower bound, which is all that is known.
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
export function quantile(share: number, buckets: readonly Bucket[]): number | null {
  const last = buckets.at(-1)
  if (!last || last.le !== Number.POSITIVE_INFINITY || last.requestsPerSecond <= 0) return null
  const rank = share * last.requestsPerSecond
  const at = buckets.findIndex((bucket) => bucket.requestsPerSecond >= rank)
  const bucket = buckets[at] ?? last
  const below = buckets[at - 1] ?? { le: 0, requestsPerSecond: 0 }
  if (bucket.le === Number.POSITIVE_INFINITY) return buckets.length > 1 ? below.le : null
  if (bucket.le <= 0) return bucket.le
  const inside = bucket.requestsPerSecond - below.requestsPerSecond
  if (inside <= 0) return bucket.le
  return below.le + ((bucket.le - below.le) * (rank - below.requestsPerSecond)) / inside
}

/**
 * Pods may have bounds of their own (`sidecar.istio.io/statsHistogramBuckets`). A histogram without
 * one of the bounds has there what it had at the bound before: never more than is known. Rounding
 * makes buckets shrink now and then; a running maximum undoes it, as Prometheus does.
 */
function addUp(histograms: readonly (readonly Bucket[])[]): Bucket[] {
  const bounds = [...new Set(histograms.flatMap((one) => one.map(({ le }) => le)))].sort(
    (a, b) => a - b,
  )
  const totals = new Float64Array(bounds.length)
  for (const histogram of histograms) {
    const own = new Map(histogram.map(({ le, requestsPerSecond }) => [le, requestsPerSecond]))
    let reached = 0
    for (const [at, le] of bounds.entries()) {
      reached = Math.max(reached, own.get(le) ?? 0)
      totals[at] = (totals[at] ?? 0) + reached
    }
  }
  return bounds.map((le, at) => ({ le, requestsPerSecond: totals[at] ?? 0 }))
}
