import { noBreakSpace, type Quantity } from './number'

/**
 * Never rounds up to the whole nor down to nothing: one plaintext request in a million must not
 * read as 100 % encrypted, nor one failure as 0 %.
 */
function percentNumber(ratio: number): string {
  const percent = ratio * 100
  if (percent > 0 && percent < 0.01) return '< 0.01'
  if (percent < 100 && percent > 99.9) return '> 99.9'
  return String(Number(percent.toFixed(percent < 1 ? 2 : 1)))
}

export const percentQuantity = (ratio: number): Quantity => ({
  number: percentNumber(ratio),
  unit: '%',
})

/** `ratio` is 0–1. */
export const formatPercent = (ratio: number): string => `${percentNumber(ratio)}${noBreakSpace}%`
