import { expect, test } from 'vitest'
import { historyTimes } from './history'

const now = Date.UTC(2026, 0, 15, 12)
const minutes = 60_000

test('a day, denser in its last hours, and at its end as dense as live scrapes are', () => {
  const times = historyTimes(now)
  const within = (from: number, to: number) =>
    times.filter((at) => at >= now - from * minutes && at < now - to * minutes)
  expect(times[0]).toBe(now - 24 * 60 * minutes)
  expect(times.at(-1)).toBe(now)
  expect(within(24 * 60, 2 * 60)).toHaveLength((22 * 60) / 2)
  expect(within(2 * 60, 6)).toHaveLength(2 * 60 - 6)
  expect(within(6, 0)).toHaveLength(6 * 30)
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
