import { expect, test } from 'vitest'
import { quantile, spreadOf } from './statistics'

test.each([
  [[3], 0.5, 3],
  [[4, 1, 3, 2], 0.5, 2.5],
  [[4, 1, 3, 2], 1, 4],
  [[0, 10], 0.25, 2.5],
])('of %j the %d quantile is %d', (values, share, expected) => {
  expect(quantile(values, share)).toBeCloseTo(expected)
})

test('a spread names its quarters in order', () => {
  expect(spreadOf([5, 1, 2, 4, 3])).toEqual({ median: 3, low: 2, high: 4 })
})
