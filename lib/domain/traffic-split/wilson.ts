/** Of the standard normal distribution: 95 % lie within this many deviations. */
const z95 = 1.959963984540054

/**
 * The 95 % Wilson score interval of a share, 0–1: where the true share may lie when `hits` of `all`
 * requests were seen. Neither need be whole: they come from rates. Everything where nothing was seen.
 * https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
 */
export function wilsonInterval(hits: number, all: number): [number, number] {
  if (all <= 0) return [0, 1]
  const share = Math.min(hits / all, 1)
  const z2 = z95 * z95
  const centre = (share + z2 / (2 * all)) / (1 + z2 / all)
  const spread =
    (z95 / (1 + z2 / all)) * Math.sqrt((share * (1 - share)) / all + z2 / (4 * all * all))
  return [Math.max(0, centre - spread), Math.min(1, centre + spread)]
}

/** Half of the interval’s width beyond which a share tells nothing: about 100 requests at 50 %. */
const widestHalf = 0.1

export const isEnough = ([low, high]: readonly [number, number]) => (high - low) / 2 <= widestHalf
