import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { latencyOf, quantile } from './latency'

const buckets = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([le, requestsPerSecond]) => ({ le: Number(le), requestsPerSecond }))
    .sort((a, b) => a.le - b.le)

describe('a quantile of cumulative buckets', () => {
  test.each([
    ['straight between two bounds', 0.5, { 10: 0, 20: 10, Infinity: 10 }, 15],
    ['from zero in the first bucket', 0.5, { 10: 10, Infinity: 10 }, 5],
    ['the last finite bound when it lies beyond', 0.99, { 10: 5, 20: 9, Infinity: 10 }, 20],
    ['nothing when no request was timed', 0.5, { 10: 0, Infinity: 0 }, null],
    ['nothing without an upper bound', 0.5, { 10: 5 }, null],
    ['nothing when only +Inf is there', 0.5, { Infinity: 5 }, null],
    ['past buckets that nothing fell into', 0.5, { 10: 5, 20: 5, 50: 10, Infinity: 10 }, 10],
  ] as const)('%s', (_, share, counts, expected) => {
    expect(quantile(share, buckets(counts))).toBe(expected)
  })

  test('without buckets is none', () => {
    expect(latencyOf([])).toEqual({ p50: null, p95: null, p99: null })
  })
})

describe('several histograms', () => {
  test('are added up, not averaged', () => {
    const fast = buckets({ 10: 90, 100: 90, Infinity: 90 })
    const slow = buckets({ 10: 0, 100: 10, Infinity: 10 })
    expect(latencyOf([fast, slow])).toMatchObject({ p50: 50 / 9, p95: 55 })
  })

  test('with bounds of their own never shrink', () => {
    const coarse = buckets({ 100: 10, Infinity: 10 })
    const fine = buckets({ 5: 10, 25: 10, Infinity: 10 })
    expect(latencyOf([coarse, fine]).p50).toBeCloseTo(5)
    expect(latencyOf([coarse, fine]).p95).toBeCloseTo(92.5)
  })

  test('quantiles grow with their share and lie between the bounds', () => {
    const histogram = fc
      .array(fc.nat(50), { minLength: 4, maxLength: 4 })
      .map(([a = 0, b = 0, c = 0, d = 0]) =>
        buckets({ 5: a, 25: a + b, 100: a + b + c, Infinity: a + b + c + d }),
      )
    fc.assert(
      fc.property(fc.array(histogram, { minLength: 1, maxLength: 4 }), (histograms) => {
        const { p50, p95, p99 } = latencyOf(histograms)
        if (p50 === null || p95 === null || p99 === null) return p50 === p99
        return 0 <= p50 && p50 <= p95 && p95 <= p99 && p99 <= 100
      }),
    )
  })
})
