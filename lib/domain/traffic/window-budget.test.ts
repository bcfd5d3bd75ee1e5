import { describe, expect, test } from 'vitest'
import { longestWithin, widened } from './window-budget'

const windows = [60, 300, 900, 3600, 21_600, 86_400, 604_800]

describe('the longest window', () => {
  test.each([
    ['a small mesh may be asked for a week', 500, 15, 604_800],
    ['one of 60 services for a day', 2_500, 15, 86_400],
    ['one of 500 services for an hour', 28_000, 15, 3600],
    ['fewer samples allow for more', 28_000, 60, 21_600],
    ['an hour is always offered', 10_000_000, 5, 3600],
    ['an interval that nobody knows is the usual one', 2_500, null, 86_400],
  ])('%s', (_, series, intervalSeconds, expected) => {
    expect(longestWithin(windows, { series, intervalSeconds })).toBe(expected)
  })
})

describe('a window is widened', () => {
  test.each([
    ['not when it holds two scrapes', 60, 30, null],
    ['not when nobody knows the interval', 10, null, null],
    ['to four scrapes, in whole minutes', 60, 60, 240],
    ['to a minute at least', 10, 15, 60],
  ])('%s', (_, window, interval, expected) => {
    expect(widened(window, interval)).toBe(expected)
  })
})
