import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundRate, roundShare } from './round'

test('a rate keeps four digits and more, however small or large', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (rate) => {
      expect(Math.abs(roundRate(rate) - rate) / rate).toBeLessThan(6e-4)
    }),
  )
})

test('a rate is written with few digits', () => {
  expect([1 / 3, 10 / 3, 10_000 / 3].map((rate) => String(roundRate(rate)))).toEqual([
    '0.333333333',
    '3.3333',
    '3333.3',
  ])
})

test('a share stays one', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      const rounded = roundShare(share)
      expect(rounded).toBeGreaterThanOrEqual(0)
      expect(rounded).toBeLessThanOrEqual(1)
    }),
  )
})
