/**
 * Figures are sent with the digits that mean something. What a float adds beyond these says nothing,
 * and is most of a big answer, as it does not compress.
 */
export const roundShare = (share: number) => Math.round(share * 1e6) / 1e6

/** About six digits, whatever the size; by steps, as logarithms of every rate would cost. */
export function roundRate(perSecond: number): number {
  if (perSecond >= 1000) return Math.round(perSecond * 10) / 10
  if (perSecond >= 1) return Math.round(perSecond * 1e4) / 1e4
  // Once in seven days is 1.65e-6.
  return Math.round(perSecond * 1e9) / 1e9
}
