import type { Lognormal } from '../traffic-plan'

/**
 * Upper bounds of every Istio histogram, milliseconds and bytes alike; the last bucket has none.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/statistics
 */
export const bucketBounds: readonly number[] = [
  0.5,
  1,
  5,
  10,
  25,
  50,
  100,
  250,
  500,
  1_000,
  2_500,
  5_000,
  10_000,
  30_000,
  60_000,
  300_000,
  600_000,
  1_800_000,
  3_600_000,
  Number.POSITIVE_INFINITY,
]

/** Abramowitz and Stegun 7.1.26, to 1.5e-7. */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const polynomial =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
  const half = (1 - polynomial * Math.exp(-x * x)) / 2
  return z < 0 ? 0.5 - half : 0.5 + half
}

/** A distribution cut into buckets: the share below each bound, in each bucket, and its mean there. */
export type BucketShape = { below: Float64Array; shares: Float64Array; means: Float64Array }

export function bucketShape({ median, sigma }: Lognormal): BucketShape {
  // A constant is a very narrow lognormal: one rule for both.
  const width = Math.max(sigma, 1e-6)
  const score = (bound: number) => (Math.log(bound) - Math.log(median)) / width
  const mean = median * Math.exp(width ** 2 / 2)
  const below = Float64Array.from(bucketBounds, (bound) => normalCdf(score(bound)))
  const partial = Float64Array.from(bucketBounds, (bound) => mean * normalCdf(score(bound) - width))
  const shares = below.map((share, index) => Math.max(0, share - (below[index - 1] ?? 0)))
  const means = shares.map((share, index) => {
    const inBucket = (partial[index] ?? 0) - (partial[index - 1] ?? 0)
    return meanWithin(index, share > 0 ? inBucket / share : 0)
  })
  return { below, shares, means }
}

/** The share of such values that lie above `bound`. */
export const shareAbove = ({ median, sigma }: Lognormal, bound: number): number =>
  1 - normalCdf((Math.log(bound) - Math.log(median)) / Math.max(sigma, 1e-6))

/** What is left when everything above `limit` is taken out, to the nearest bucket. */
export function cutAt({ below, shares, means }: BucketShape, limit: number): BucketShape {
  const isKept = (index: number) => (bucketBounds[index - 1] ?? 0) < limit
  const kept = shares.reduce((sum, share, index) => sum + (isKept(index) ? share : 0), 0)
  if (kept <= 0) return bucketShape({ median: limit, sigma: 0 })
  return {
    below: below.map((share) => Math.min(1, share / kept)),
    shares: shares.map((share, index) => (isKept(index) ? share / kept : 0)),
    means: means.map((mean, index) => (isKept(index) ? Math.min(mean, limit) : mean)),
  }
}

/** Where the shares are tiny the quotient is noise; a mean lies in its bucket all the same. */
function meanWithin(index: number, mean: number): number {
  const from = bucketBounds[index - 1] ?? 0
  const to = bucketBounds[index] ?? from
  return Math.min(Math.max(mean, from), Number.isFinite(to) ? to : from * 2)
}

/**
 * The slower of two views of the same requests: of those in a bucket of the faster, which share
 * belongs to the next one up in the slower. Keeps both histograms of one request in step.
 */
export const shiftUp = (faster: BucketShape, slower: BucketShape): Float64Array =>
  faster.shares.map((share, index) => {
    const over = (faster.below[index] ?? 1) - (slower.below[index] ?? 1)
    return share > 0 ? Math.min(1, Math.max(0, over / share)) : 0
  })
