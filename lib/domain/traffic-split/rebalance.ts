/**
 * Weights are whole numbers that Istio reads as shares of their sum, whatever the sum is. All
 * arithmetic here keeps that sum, and is done in whole numbers: products of two int32 do not fit
 * into a double.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination
 */

/** The largest weight that Kubernetes takes, and the largest sum: Istio adds up in int32. */
export const largestWeight = 2_147_483_647

export type Move = {
  /** As they are now, one for each destination; whole and not negative. */
  weights: readonly number[]
  /** Rows that keep their weight whatever happens. */
  locked: readonly boolean[]
  /** Which row is moved, and to which weight. */
  row: number
  to: number
  /**
   * In which proportion the others share the rest: the weights before the first move. Taken from
   * there and not from the last step, a slider that goes away and comes back leaves no trace.
   */
  proportions: readonly number[]
}

/**
 * One row gets the weight, as far as there is room; the unlocked others share what is left in their
 * proportion. The sum stays. Locked rows, and everything where no other row can give, stay as well.
 */
export function moveWeight({ weights, locked, row, to, proportions }: Move): number[] {
  const others = weights.flatMap((_, at) => (at === row || locked[at] ? [] : [at]))
  const current = weights[row]
  if (current === undefined || locked[row] || others.length === 0) return [...weights]
  const room = weights.reduce((sum, weight, at) => (locked[at] ? sum : sum + weight), 0)
  const moved = Math.min(Math.max(Math.round(to), 0), room)
  if (moved === current) return [...weights]
  const shares = apportion(
    room - moved,
    others.map((at) => proportions[at] ?? 0),
  )
  return weights.map((weight, at) => {
    if (at === row) return moved
    const other = others.indexOf(at)
    return other < 0 ? weight : (shares[other] ?? 0)
  })
}

/** The unlocked rows alike, to within one; earlier rows take what does not divide. */
export function spreadEvenly(weights: readonly number[], locked: readonly boolean[]): number[] {
  const open = weights.flatMap((weight, at) => (locked[at] ? [] : [weight]))
  const shares = apportion(
    open.reduce((sum, weight) => sum + weight, 0),
    open.map(() => 1),
  )
  return weights.map((weight, at) => (locked[at] ? weight : (shares.shift() ?? 0)))
}

/** Everything that is not locked to one row. */
export const moveAllTo = (weights: readonly number[], locked: readonly boolean[], row: number) =>
  moveWeight({ weights, locked, row, to: largestWeight, proportions: weights })

/**
 * The same split on another scale, as near as whole numbers come; 100 reads as per cent. Where the
 * sum is 0 there is no split to keep, and the rows become alike.
 */
export const rescale = (weights: readonly number[], sum: number): number[] =>
  apportion(sum, weights)

/** Whether both send the same shares: 1:3 and 25:75 do. */
export function isSameSplit(a: readonly number[], b: readonly number[]): boolean {
  const [sumA, sumB] = [sumOf(a), sumOf(b)]
  if (a.length !== b.length || (sumA === 0n) !== (sumB === 0n)) return false
  return a.every((weight, at) => BigInt(weight) * sumB === BigInt(b[at] ?? 0) * sumA)
}

const sumOf = (weights: readonly number[]) =>
  weights.reduce((sum, weight) => sum + BigInt(weight), 0n)

/**
 * Divides a whole into whole parts that are as near to their proportions as can be (largest
 * remainder; the earlier row where two are alike). Alike parts where all proportions are 0.
 */
function apportion(total: number, proportions: readonly number[]): number[] {
  const sum = sumOf(proportions)
  if (sum === 0n && proportions.length > 0)
    return apportion(
      total,
      proportions.map(() => 1),
    )
  const products = proportions.map((proportion) => BigInt(total) * BigInt(proportion))
  const parts = products.map((product) => Number(product / sum))
  const missing = total - parts.reduce((whole, part) => whole + part, 0)
  const byRemainder = products
    .map((product, at) => ({ at, remainder: product % sum }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.at - b.at : a.remainder < b.remainder ? 1 : -1,
    )
  for (const { at } of byRemainder.slice(0, missing)) parts[at] = (parts[at] ?? 0) + 1
  return parts
}
