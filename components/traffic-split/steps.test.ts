import { describe, expect, test } from 'vitest'
import { stepOf, stepsFor } from './steps'

describe('an arrow may move by', () => {
  test.each([
    [0, [1]],
    [4, [1]],
    [10, [1, 5]],
    [100, [1, 5, 10, 25]],
  ])('on a sum of %i by %j', (scale, steps) => {
    expect(stepsFor(scale)).toEqual(steps)
  })

  test.each([
    [10, 100, 10],
    [10, 10, 5],
    [25, 4, 1],
  ])('the chosen %i on a sum of %i moves by %i', (chosen, scale, step) => {
    expect(stepOf(chosen, scale)).toBe(step)
  })
})
