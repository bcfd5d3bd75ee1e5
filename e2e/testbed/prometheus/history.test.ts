import { expect, test } from 'vitest'
import { historyTimes } from './history'

const now = Date.UTC(2026, 0, 15, 12)
const seconds = 1000
const minutes = 60 * seconds

/** The longest time between two scrapes among those that are at most this old. */
const longestGap = (times: readonly number[], age: number) =>
  Math.max(...times.map((at, place) => (at > now - age ? at - (times[place - 1] ?? at) : 0)))

test('a day that ends as dense as live scrapes are', () => {
  const times = historyTimes(now)
  expect(times[0]).toBe(now - 24 * 60 * minutes)
  expect(times.at(-1)).toBe(now)
  expect(longestGap(times, 5 * minutes)).toBe(2 * seconds)
  expect(longestGap(times, 24 * 60 * minutes)).toBe(120 * seconds)
})

test.each([10, 30, 60, 6 * 60])(
  'a chart of %i minutes finds two scrapes in each of its hundred and twenty steps',
  (window) => {
    const step = (window * minutes) / 119
    expect(2 * longestGap(historyTimes(now), window * minutes)).toBeLessThanOrEqual(step * 1.01)
  },
)

test('is ascending without a moment twice', () => {
  const times = historyTimes(now, { hours: 1, stepSeconds: 50, recentStepSeconds: 7 })
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
})

test('a bench that is scraped seldom has a past as even as it asks for', () => {
  const times = historyTimes(now, { hours: 0.1, stepSeconds: 5, recentStepSeconds: 30 })
  expect(times).toHaveLength(6 * 12 + 1)
})

test('no history at all is the present', () => {
  expect(historyTimes(now, { hours: 0 })).toEqual([now])
})
