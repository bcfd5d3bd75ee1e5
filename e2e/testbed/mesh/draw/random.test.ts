import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawBinomial, drawMultinomial, drawPoisson, seededRandom } from './random'

const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, variance }
}

const drawMany = (draw: () => number) => moments(Array.from({ length: 20_000 }, draw))

describe('draws', () => {
  test('the same seed gives the same sequence, another seed another', () => {
    const [one, same, other] = [seededRandom(7), seededRandom(7), seededRandom(8)]
    const first = Array.from({ length: 5 }, one)
    expect(Array.from({ length: 5 }, same)).toEqual(first)
    expect(Array.from({ length: 5 }, other)).not.toEqual(first)
  })

  test.each([0.1, 3, 19, 500])('arrivals with mean %s have that mean and variance', (expected) => {
    const random = seededRandom(1)
    const { mean, variance } = drawMany(() => drawPoisson(random, expected))
    expect(mean / expected).toBeCloseTo(1, 1)
    expect(variance / expected).toBeCloseTo(1, 1)
  })

  test.each([
    [10, 0.2],
    [10, 0.9],
    [1000, 0.005],
    [1000, 0.3],
  ])('of %s with probability %s as many come out as should', (count, probability) => {
    const random = seededRandom(2)
    const { mean, variance } = drawMany(() => drawBinomial(random, count, probability))
    expect(mean / (count * probability)).toBeCloseTo(1, 1)
    expect(variance / (count * probability * (1 - probability))).toBeCloseTo(1, 1)
  })

  test('a spread loses and invents nothing', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.nat(10_000), weights, fc.integer(), (count, raw, seed) => {
        fc.pre(raw.some((weight) => weight > 0))
        const sum = raw.reduce((total, weight) => total + weight, 0)
        const got = raw.map(() => 0)
        const shares = raw.map((weight) => weight / sum)
        drawMultinomial(seededRandom(seed), count, shares, (index, drawn) => {
          got[index] = drawn
        })
        expect(got.reduce((total, drawn) => total + drawn, 0)).toBe(count)
        for (const [index, weight] of raw.entries()) if (weight === 0) expect(got[index]).toBe(0)
      }),
    )
  })
})
