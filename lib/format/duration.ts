import { noBreakSpace, type Quantity, threeDigits } from './number'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A latency, with three significant digits. */
export function latencyQuantity(ms: number): Quantity {
  if (ms < 999.5) return { number: threeDigits(ms), unit: 'ms' }
  if (ms < minute) return { number: threeDigits(ms / second), unit: 's' }
  return { number: threeDigits(ms / minute), unit: 'min' }
}

export function formatLatency(ms: number): string {
  const { number, unit } = latencyQuantity(ms)
  return `${number}${noBreakSpace}${unit}`
}

const words = [
  { length: day, unit: 'd' },
  { length: hour, unit: 'h' },
  { length: minute, unit: 'min' },
] as const

/** How long something has lasted, in the largest whole unit: 3 s, 2 min, 5 h. A negative age is a clock's fault and reads 0 s. */
export function formatAge(ms: number): string {
  const step = words.find(({ length }) => ms >= length)
  return step
    ? `${Math.floor(ms / step.length)}${noBreakSpace}${step.unit}`
    : `${Math.max(0, Math.floor(ms / second))}${noBreakSpace}s`
}

/** A window as people say it: 30 s, 5 min, 24 h, 7 d. A day stays 24 h, as in the control. */
export function formatWindow(seconds: number): string {
  const ms = seconds * second
  if (ms % day === 0 && ms > day) return `${ms / day}${noBreakSpace}d`
  if (ms % hour === 0) return `${ms / hour}${noBreakSpace}h`
  if (ms % minute === 0) return `${ms / minute}${noBreakSpace}min`
  return `${seconds}${noBreakSpace}s`
}
