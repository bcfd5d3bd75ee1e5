import { describe, expect, test } from 'vitest'
import { formatBytesPerSecond } from './bytes'
import { formatAge, formatLatency, formatWindow } from './duration'
import { formatClockWithSeconds, fromLocalInput, toLocalInput, withClockTimes } from './moment'
import { formatPercent } from './percent'
import { formatRate } from './rate'

/** Tests compare what a person reads; the space before a unit does not break a line. */
const read = (text: string) => text.replaceAll('\u00a0', ' ')

describe('a rate keeps three significant digits', () => {
  test.each([
    [0, '0/s'],
    [0.0004, '< 0.001/s'],
    [0.0042, '0.0042/s'],
    [0.42, '0.42/s'],
    [8.214, '8.21/s'],
    [41.83, '41.8/s'],
    [333.3, '333/s'],
    [999.4, '999/s'],
    [999.9, '1k/s'],
    [1234, '1.23k/s'],
    [12_345_678, '12.3M/s'],
  ])('%d reads %s', (perSecond, text) => expect(formatRate(perSecond)).toBe(text))
})

describe('a percentage never rounds to all or nothing', () => {
  test.each([
    [0, '0 %'],
    [0.000001, '< 0.01 %'],
    [0.0004, '0.04 %'],
    [0.021, '2.1 %'],
    [0.2, '20 %'],
    [0.9999, '> 99.9 %'],
    [1, '100 %'],
  ])('%d reads %s', (ratio, text) => expect(read(formatPercent(ratio))).toBe(text))
})

describe('a latency takes the unit that people use for it', () => {
  test.each([
    [0.42, '0.42 ms'],
    [182.4, '182 ms'],
    [999.7, '1 s'],
    [1234, '1.23 s'],
    [150_000, '2.5 min'],
  ])('%d ms reads %s', (ms, text) => expect(read(formatLatency(ms))).toBe(text))
})

describe('an age is told in whole units', () => {
  test.each([
    [-200, '0 s'],
    [3400, '3 s'],
    [61_000, '1 min'],
    [5 * 3_600_000, '5 h'],
    [49 * 3_600_000, '2 d'],
  ])('%d ms reads %s', (ms, text) => expect(read(formatAge(ms))).toBe(text))
})

describe('a window is told as in its control', () => {
  test.each([
    [90, '90 s'],
    [300, '5 min'],
    [3600, '1 h'],
    [86_400, '24 h'],
    [604_800, '7 d'],
  ])('%d s reads %s', (seconds, text) => expect(read(formatWindow(seconds))).toBe(text))
})

describe('bytes are counted in thousands', () => {
  test.each([
    [0, '0 B/s'],
    [999, '999 B/s'],
    [999.7, '1 kB/s'],
    [12_400, '12.4 kB/s'],
    [3_600_000, '3.6 MB/s'],
  ])('%d reads %s', (bytes, text) => expect(read(formatBytesPerSecond(bytes))).toBe(text))
})

test('a moment survives the form in which it is asked for', () => {
  const moment = Date.UTC(2026, 10, 23, 9, 30, 38)
  expect(toLocalInput(moment)).toMatch(/^2026-11-2[234]T\d\d:\d\d:38$/)
  expect(fromLocalInput(toLocalInput(moment))).toBe(moment)
  expect(fromLocalInput('')).toBeNull()
})

test('moments in a sentence are told by the clock of the reader', () => {
  const moment = Date.UTC(2026, 10, 23, 9, 30, 38, 402)
  expect(withClockTimes(`Since ${new Date(moment).toISOString()}. Shown as before.`)).toBe(
    `Since ${formatClockWithSeconds(moment)}. Shown as before.`,
  )
})
