import { bucketBounds } from './buckets'

/** Counts by bucket, not cumulative; the exposition adds them up. */
export type Histogram = { counts: Float64Array; sum: number }

export const newHistogram = (): Histogram => ({
  counts: new Float64Array(bucketBounds.length),
  sum: 0,
})

export function observe(histogram: Histogram, bucket: number, count: number, mean: number): void {
  histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + count
  histogram.sum += count * mean
}

export function clear(histogram: Histogram): void {
  histogram.counts.fill(0)
  histogram.sum = 0
}
