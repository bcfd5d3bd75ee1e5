import { type Quantity, threeDigits } from './number'

const steps = [
  { from: 999.5e6, divisor: 1e9, unit: 'G/s' },
  { from: 999.5e3, divisor: 1e6, unit: 'M/s' },
  { from: 999.5, divisor: 1e3, unit: 'k/s' },
] as const

const smallest = 0.001

/** Steps start where three digits would round up to four. */
export function rateQuantity(perSecond: number): Quantity {
  if (perSecond > 0 && perSecond < smallest) return { number: `< ${smallest}`, unit: '/s' }
  const step = steps.find(({ from }) => perSecond >= from)
  return step
    ? { number: threeDigits(perSecond / step.divisor), unit: step.unit }
    : { number: threeDigits(perSecond), unit: '/s' }
}

export function formatRate(perSecond: number): string {
  const { number, unit } = rateQuantity(perSecond)
  return `${number}${unit}`
}
