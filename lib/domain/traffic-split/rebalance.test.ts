import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isSameSplit,
  largestWeight,
  moveAllTo,
  moveWeight,
  rescale,
  spreadEvenly,
} from './rebalance'

const open = [false, false, false]
const sum = (weights: readonly number[]) => weights.reduce((total, weight) => total + weight, 0)

describe('moving one weight', () => {
  test.each([
    ['of two: the other takes the rest', [80, 20], 1, 50, [50, 50]],
    ['of three: the others keep their proportion', [50, 30, 20], 0, 0, [0, 60, 40]],
    ['that does not divide: the largest remainder wins', [50, 30, 20], 0, 49, [49, 31, 20]],
    ['where two remainders are alike: the earlier row', [0, 1, 1], 0, 1, [1, 1, 0]],
    ['on the author’s own scale', [1, 3], 0, 2, [2, 2]],
    ['beyond the sum stops at it', [80, 20], 0, 500, [100, 0]],
    ['below nothing stops there', [80, 20], 0, -3, [0, 100]],
    [
      'away from the only row that had any: the others become alike',
      [100, 0, 0],
      0,
      51,
      [51, 25, 24],
    ],
    ['to a fraction takes the nearest whole', [80, 20], 0, 50.6, [51, 49]],
    ['nowhere changes nothing', [80, 20], 0, 80, [80, 20]],
    ['where the sum is 0 changes nothing', [0, 0], 0, 10, [0, 0]],
    ['of a row that is not there changes nothing', [80, 20], 7, 10, [80, 20]],
    ['near int32 is exact', [largestWeight - 1, 1], 1, 3, [largestWeight - 3, 3]],
  ] as const)('%s', (_, weights, row, to, expected) => {
    expect(moveWeight({ weights, locked: open, row, to, proportions: weights })).toEqual(expected)
  })

  test.each([
    ['a locked row keeps its weight', [true, false, false], 1, 60, [20, 60, 20]],
    ['no more can be moved than is unlocked', [true, false, false], 1, 95, [20, 80, 0]],
    ['a locked row cannot be moved', [true, false, false], 0, 50, [20, 50, 30]],
    ['nothing moves when all others are locked', [true, false, true], 1, 60, [20, 50, 30]],
  ] as const)('%s', (_, locked, row, to, expected) => {
    const weights = [20, 50, 30]
    expect(moveWeight({ weights, locked, row, to, proportions: weights })).toEqual(expected)
  })
})

test('even shares differ by one at most, earlier rows first', () => {
  expect(spreadEvenly([100, 0, 0], open)).toEqual([34, 33, 33])
  expect(spreadEvenly([10, 80, 10], [true, false, false])).toEqual([10, 45, 45])
})

test('all to one leaves locked rows alone', () => {
  expect(moveAllTo([20, 50, 30], [true, false, false], 2)).toEqual([20, 0, 80])
})

describe('another scale', () => {
  test.each([
    [[1, 3], 100, [25, 75]],
    [[1, 1, 1], 100, [34, 33, 33]],
    [[550, 500], 100, [52, 48]],
    [[0, 0], 100, [50, 50]],
    [[largestWeight, 0], 100, [100, 0]],
  ] as const)('%j on a sum of %d is %j', (weights, total, expected) => {
    expect(rescale(weights, total)).toEqual(expected)
  })

  test.each([
    [[1, 3], [25, 75], true],
    [[1, 2], [33, 67], false],
    [[0, 0], [0, 0], true],
    [[0, 0], [1, 0], false],
    [[1, 1], [1, 1, 0], false],
  ] as const)('%j and %j split alike: %s', (a, b, alike) => {
    expect(isSameSplit(a, b)).toBe(alike)
  })
})

const weightsWithLocks = fc
  .array(fc.record({ weight: fc.nat(1_000_000), isLocked: fc.boolean() }), {
    minLength: 2,
    maxLength: 8,
  })
  .map((rows) => ({
    weights: rows.map(({ weight }) => weight),
    locked: rows.map(({ isLocked }) => isLocked),
  }))
const moves = fc.array(
  fc.record({ row: fc.nat(7), to: fc.integer({ min: -10, max: 3_000_000 }) }),
  {
    minLength: 1,
    maxLength: 60,
  },
)

describe('whatever is moved', () => {
  test('the sum stays, locked rows stay, and nothing is negative or fractional', () => {
    fc.assert(
      fc.property(weightsWithLocks, moves, ({ weights, locked }, steps) => {
        let now = weights
        for (const step of steps)
          now = moveWeight({ weights: now, locked, proportions: weights, ...step })
        expect(sum(now)).toBe(sum(weights))
        for (const [at, weight] of now.entries()) {
          expect(Number.isSafeInteger(weight) && weight >= 0).toBe(true)
          if (locked[at]) expect(weight).toBe(weights[at])
        }
      }),
    )
  })

  test('where a slider has been in between leaves no trace', () => {
    fc.assert(
      fc.property(weightsWithLocks, moves, fc.nat(7), ({ weights, locked }, steps, row) => {
        const last = steps.at(-1)?.to ?? 0
        const start = moveWeight({ weights, locked, row, to: last, proportions: weights })
        let now = weights
        for (const { to } of steps)
          now = moveWeight({ weights: now, locked, row, to, proportions: weights })
        const isMoved = (weights[row] ?? 0) !== now[row]
        if (isMoved) expect(now).toEqual(start)
        else expect(now[row]).toBe(weights[row])
      }),
    )
  })

  test('the rest of the rows stays as near to its proportion as whole numbers can', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(10_000), { minLength: 3, maxLength: 6 }),
        fc.nat(10_000),
        (weights, to) => {
          const now = moveWeight({ weights, locked: [], row: 0, to, proportions: weights })
          const [rest, was] = [sum(now.slice(1)), sum(weights.slice(1))]
          if (was === 0 || now[0] === weights[0]) return
          for (const [at, weight] of weights.slice(1).entries())
            expect(Math.abs((now[at + 1] ?? 0) - (weight * rest) / was)).toBeLessThan(1)
        },
      ),
    )
  })

  test('even, all to one and another scale keep the sum that they are given', () => {
    fc.assert(
      fc.property(weightsWithLocks, fc.nat(7), fc.nat(1000), ({ weights, locked }, row, scale) => {
        expect(sum(spreadEvenly(weights, locked))).toBe(sum(weights))
        expect(sum(moveAllTo(weights, locked, row))).toBe(sum(weights))
        expect(sum(rescale(weights, scale))).toBe(scale)
      }),
    )
  })

  test('a larger proportion never gets less on another scale', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(largestWeight), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 1, max: 1000 }),
        (weights, scale) => {
          const parts = rescale(weights, scale)
          const order = weights
            .map((_, at) => at)
            .sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0))
          for (const [at, row] of order.slice(1).entries()) {
            const before = order[at] ?? 0
            if ((weights[row] ?? 0) > (weights[before] ?? 0))
              expect(parts[row] ?? 0).toBeGreaterThanOrEqual(parts[before] ?? 0)
          }
        },
      ),
    )
  })
})
