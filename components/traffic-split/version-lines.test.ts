import { describe, expect, test } from 'vitest'
import type { SeriesData } from '@/lib/api/series'
import { destination, route } from '@/lib/domain/traffic-split/split.fixtures'
import { quantityLooks, versionsOf } from './version-lines'

const series = (more: Partial<SeriesData>): SeriesData => ({
  step: 15,
  times: [1000, 2000, 3000],
  requestsPerSecond: null,
  errorsPerSecond: null,
  p95Ms: null,
  bytesPerSecond: null,
  ...more,
})

describe('lines of the chart', () => {
  test('are one for each destination, by the workloads behind it', () => {
    const toBoth = route([destination('v1', 80), destination('v2', 20)])
    expect(versionsOf([toBoth, toBoth])).toEqual([
      { name: 'v1', nodes: ['workload/-/default/reviews-v1'] },
      { name: 'v2', nodes: ['workload/-/default/reviews-v2'] },
    ])
  })

  test('leave out a destination that no workload stands behind', () => {
    expect(versionsOf([route([destination('v1', 80, { workloads: [] })])])).toEqual([])
  })

  test('add up workloads, with a gap only where none was scraped', () => {
    const a = series({ requestsPerSecond: [1, null, null] })
    const b = series({ requestsPerSecond: [2, 3, null] })
    expect(quantityLooks.rate.line([a, b])).toEqual([3, 3, null])
  })

  test('have no share of errors where nothing was sent', () => {
    const one = series({ requestsPerSecond: [10, 0, null], errorsPerSecond: [1, 0, null] })
    expect(quantityLooks.errors.line([one])).toEqual([0.1, null, null])
  })

  test('take the slowest workload for a quantile, as quantiles cannot be added', () => {
    const a = series({ p95Ms: [40, null, null] })
    const b = series({ p95Ms: [60, 50, null] })
    expect(quantityLooks.p95.line([a, b])).toEqual([60, 50, null])
  })

  test('stay empty until there is an answer', () => {
    expect(quantityLooks.rate.line([undefined])).toEqual([])
  })
})
