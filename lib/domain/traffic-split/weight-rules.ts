import { largestWeight } from './rebalance'
import { effectiveWeights } from './rule'
import type { RouteKind, Weights } from './split'

/** The Gateway API's own limit of a weight. */
const largestBackendWeight = 1_000_000

/**
 * Why weights cannot be written, in a sentence that says what to do; `null` where they can. What
 * Istio's webhook would refuse is refused before it is asked: not every cluster has it, and it never
 * sees the Gateway API. (istio/pkg/config/validation, validateHTTPRouteDestinations)
 */
export function objectionToWeights(
  weights: Readonly<Weights>,
  { kind, destinations }: { kind: RouteKind; destinations: number },
): string | null {
  if (weights.length !== destinations)
    return `The route has ${destinations} destinations, but ${weights.length} weights were given.`
  const numbers = effectiveWeights(weights, kind)
  const largest = kind === 'VirtualService' ? largestWeight : largestBackendWeight
  if (numbers.some((weight) => !Number.isInteger(weight))) return 'Weights are whole numbers.'
  if (numbers.some((weight) => weight < 0)) return 'Weights cannot be negative.'
  if (numbers.some((weight) => weight > largest))
    return `A weight of ${kind === 'VirtualService' ? 'a VirtualService' : `an ${kind}`} is ${largest} at most.`
  const sum = numbers.reduce((total, weight) => total + weight, 0)
  if (sum > largestWeight) return `Weights add up to ${largestWeight} at most.`
  if (sum === 0) return 'All weights are 0: nothing would be reached. Give at least one a weight.'
  return null
}
