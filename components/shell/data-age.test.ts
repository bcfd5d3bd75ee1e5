import { expect, test } from 'vitest'
import { isStale } from './data-age'

test.each([
  ['fresh within a minute, however fast it is refreshed', 59_000, 5, false],
  ['stale after a minute when it should be renewed every 5 s', 61_000, 5, true],
  ['fresh through three of its own refreshes', 170_000, 60, false],
  ['stale after three refreshes', 181_000, 60, true],
  ['stale after a minute when refreshing is off', 61_000, 0, true],
])('data is %s', (_, ageMs, refresh, stale) => {
  expect(isStale(ageMs, refresh)).toBe(stale)
})
