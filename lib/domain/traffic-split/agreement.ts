/**
 * Whether requests that were seen can have come by the configured shares. Asked again and again
 * while a person watches, an ordinary test would raise a false alarm sooner or later; this one holds
 * however often it is looked at: it compares "by these shares" with "by any shares at all", and the
 * chance that the second ever becomes a thousand times as likely while the first is true is below
 * one in a thousand. (Ville's inequality on a Dirichlet mixture; Robbins 1970,
 * https://doi.org/10.1214/aoms/1177696786)
 */
export function evidenceAgainst(counts: readonly number[], shares: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0)
  const byAny =
    lnGamma(counts.length) -
    lnGamma(all + counts.length) +
    counts.reduce((sum, count) => sum + lnGamma(count + 1), 0)
  const byThese = counts.reduce(
    (sum, count, at) => (count === 0 ? sum : sum + count * Math.log(shares[at] ?? 0)),
    0,
  )
  return byAny - byThese
}

/** A thousand times, as a logarithm: 99.9 %. */
const convincing = Math.log(1000)
/** Two points: less is of no consequence, whatever the statistics say. */
const smallestGap = 0.02

/** Neither counts nor shares need be whole; they come from rates. */
export function disagrees(counts: readonly number[], shares: readonly number[]): boolean {
  return largestGap(counts, shares) >= smallestGap && evidenceAgainst(counts, shares) >= convincing
}

/** Largest distance of an observed share from its configured one, 0–1; 0 where nothing was seen. */
export function largestGap(counts: readonly number[], shares: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (all === 0) return 0
  return Math.max(...counts.map((count, at) => Math.abs(count / all - (shares[at] ?? 0))))
}

export const isNear = (counts: readonly number[], shares: readonly number[]) =>
  largestGap(counts, shares) < smallestGap

/** Logarithm of the gamma function for x ≥ 1 (Stirling’s series, shifted to where it is exact). */
function lnGamma(x: number): number {
  let shift = 0
  let at = x
  while (at < 10) {
    shift += Math.log(at)
    at += 1
  }
  const series = 1 / (12 * at) - 1 / (360 * at ** 3) + 1 / (1260 * at ** 5)
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift
}
