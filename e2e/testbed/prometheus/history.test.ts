import { expect, test } from 'vitest'
import { historyTimes } from './history'

const now = Date.UTC(2026, 0, 15, 12)
const minutes = 60_000

test('a day in minutes, and its last ten minutes as dense as live scrapes', () => {
  const times = historyTimes(now)
  expect(times[0]).toBe(now - 24 * 60 * minutes)
  expect(times.at(-1)).toBe(now)
  expect(times.filter((at) => at < now - 10 * minutes)).toHaveLength(24 * 60 - 10)
  expect(times.filter((at) => at >= now - 10 * minutes)).toHaveLength(10 * 30 + 1)
})

test('is ascending without a moment twice', () => {
  const times = historyTimes(now, { hours: 1, stepSeconds: 50, recentStepSeconds: 7 })
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
})

test('a history shorter than its dense end is dense throughout', () => {
  const plan = { hours: 1 / 60, recentMinutes: 10, recentStepSeconds: 30 }
  expect(historyTimes(now, plan)).toEqual([now - minutes, now - minutes / 2, now])
})

test('no history at all is the present', () => {
  expect(historyTimes(now, { hours: 0 })).toEqual([now])
})
