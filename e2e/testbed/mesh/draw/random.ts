/** The next number of a sequence, uniform in [0, 1). */
export type Random = () => number

/**
 * Mulberry32. Own code because a day of history takes tens of millions of draws: the libraries that
 * offer seeded distributions make a closure or a state object for each.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Box and Muller's, one of the two. `1 −` keeps the logarithm from 0. */
const drawNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Above this mean the normal distribution is as good and does not slow down with the mean. */
const manyEvents = 20

/** How many independent events happen where `mean` are expected. */
export function drawPoisson(random: Random, mean: number): number {
  if (mean > manyEvents) return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(random)))
  let count = 0
  let probability = Math.exp(-mean)
  let rest = random() - probability
  while (rest > 0 && probability > 0) {
    count++
    probability *= mean / count
    rest -= probability
  }
  return count
}

/** How many of `count` come out positive when each does with this probability. */
export function drawBinomial(random: Random, count: number, probability: number): number {
  if (count === 0 || probability <= 0) return 0
  if (probability >= 1) return count
  if (probability > 0.5) return count - drawBinomial(random, count, 1 - probability)
  const mean = count * probability
  if (mean > manyEvents) {
    const drawn = mean + Math.sqrt(mean * (1 - probability)) * drawNormal(random)
    return Math.min(count, Math.max(0, Math.round(drawn)))
  }
  const odds = probability / (1 - probability)
  let positive = 0
  let mass = (1 - probability) ** count
  let rest = random() - mass
  while (rest > 0 && positive < count) {
    positive++
    mass *= (odds * (count - positive + 1)) / positive
    rest -= mass
  }
  return positive
}

/** So many times for each of `count`; a fraction happens or does not. */
export function drawTimes(random: Random, count: number, times: number): number {
  const whole = Math.floor(times)
  return whole * count + drawBinomial(random, count, times - whole)
}

/** The sum of `count` independent values, as a whole number; of few it is close enough. */
export const drawTotal = (
  random: Random,
  count: number,
  { mean, variance }: { mean: number; variance: number },
): number =>
  count === 0
    ? 0
    : Math.max(0, Math.round(count * mean + Math.sqrt(count * variance) * drawNormal(random)))

/** Spreads `count` over the probabilities (sum 1); tells only of those that got any. */
export function drawMultinomial(
  random: Random,
  count: number,
  probabilities: ArrayLike<number>,
  got: (index: number, count: number) => void,
): void {
  let left = count
  let mass = 1
  for (let index = 0; left > 0 && index < probabilities.length; index++) {
    const probability = probabilities[index] ?? 0
    const isLast = index === probabilities.length - 1 || mass - probability < 1e-12
    const drawn = isLast ? left : drawBinomial(random, left, probability / mass)
    if (drawn > 0) got(index, drawn)
    left -= drawn
    mass -= probability
  }
}
