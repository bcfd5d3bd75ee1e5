import { noBreakSpace, threeDigits } from './number'

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Decimal units, as networks are measured. */
export function formatBytesPerSecond(bytes: number): string {
  const magnitude = bytes < 999.5 ? 0 : Math.floor(Math.log10(bytes * 1.0005) / 3)
  const exponent = Math.min(magnitude, units.length - 1)
  return `${threeDigits(bytes / 1000 ** exponent)}${noBreakSpace}${units[exponent]}/s`
}
