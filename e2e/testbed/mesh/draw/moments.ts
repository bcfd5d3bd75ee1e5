import type { Lognormal } from '../traffic-plan'

/** Of times that add up: means and variances of independent parts do, medians do not. */
export type Moments = { mean: number; variance: number }

export const nothing: Moments = { mean: 0, variance: 0 }

export function momentsOf({ median, sigma }: Lognormal): Moments {
  const mean = median * Math.exp(sigma ** 2 / 2)
  return { mean, variance: mean ** 2 * (Math.exp(sigma ** 2) - 1) }
}

/** The lognormal with these moments (Fenton and Wilkinson's approximation of a sum). */
export function lognormalOf({ mean, variance }: Moments): Lognormal {
  const square = Math.log(1 + variance / mean ** 2)
  return { median: mean * Math.exp(-square / 2), sigma: Math.sqrt(square) }
}

export const sumOf = (...parts: readonly Moments[]): Moments => ({
  mean: parts.reduce((sum, { mean }) => sum + mean, 0),
  variance: parts.reduce((sum, { variance }) => sum + variance, 0),
})

/** One of several, each with its probability. */
export function mixtureOf(parts: readonly (Moments & { probability: number })[]): Moments {
  const mean = parts.reduce((sum, part) => sum + part.probability * part.mean, 0)
  const square = parts.reduce(
    (sum, part) => sum + part.probability * (part.variance + part.mean ** 2),
    0,
  )
  return { mean, variance: Math.max(0, square - mean ** 2) }
}

/** The sum of `times` repetitions, of which the fraction happens or not. */
export function repeated({ mean, variance }: Moments, times: number): Moments {
  const fraction = times % 1
  return {
    mean: times * mean,
    variance: times * variance + fraction * (1 - fraction) * mean ** 2,
  }
}
