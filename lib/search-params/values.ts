/**
 * One reader per kind of value in a query string. Each gives `null` for what it cannot read, so the
 * caller falls back to a default: an old or mangled link opens. The API reads the same values with
 * zod and refuses (lib/api/search.ts); search-contract.test.ts holds the two together.
 */
export function oneOf<const T extends string>(text: string | null, values: readonly T[]): T | null {
  return values.find((value) => value === text) ?? null
}

const namespaceName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

export const isNamespaceName = (text: string): boolean => namespaceName.test(text)

/** `a,b` without what cannot be a namespace; sorted, so that equal questions are equal. */
export const namespacesOf = (text: string | null): string[] =>
  [...new Set((text ?? '').split(',').filter(isNamespaceName))].sort()

const longestList = 4000

/** `a,b`; sorted, so that equal questions are equal. */
export const listOf = (text: string | null): string[] =>
  text === null || text.length > longestList
    ? []
    : [...new Set(text.split(',').filter(Boolean))].sort()

/** A decimal number between two ends. */
export function wholeNumberOf(text: string | null, least: number, most: number): number | null {
  const number = /^[0-9]{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN
  return number >= least && number <= most ? number : null
}

const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400 } as const
type Unit = keyof typeof secondsOf
const shortestWindow = 10
const longestWindow = 7 * secondsOf.d

/** A Prometheus duration of one unit, `10s` to `7d`, in seconds. */
export function windowOf(text: string | null): number | null {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text ?? '')
  if (!match) return null
  // The pattern allows these four letters only.
  const seconds = Number(match[1]) * secondsOf[match[2] as Unit]
  return seconds >= shortestWindow && seconds <= longestWindow ? seconds : null
}

/** The shortest way to write a window: 300 is `5m`. */
export function windowText(seconds: number): string {
  const unit = (['d', 'h', 'm'] as const).find((name) => seconds % secondsOf[name] === 0) ?? 's'
  return `${seconds / secondsOf[unit]}${unit}`
}

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** Of twelve to fourteen digits, as the API takes them: 1973 to 5138. */
const isTold = (epochMs: number) => epochMs >= 1e11 && epochMs < 1e14

/** Epoch milliseconds or RFC 3339, as epoch milliseconds. */
export function momentOf(text: string | null): number | null {
  if (text && /^\d{12,14}$/.test(text)) return Number(text)
  if (!text || !dateTime.test(text)) return null
  const epochMs = Date.parse(text)
  return isTold(epochMs) ? epochMs : null
}

/** The words for yes that the API takes, too. */
export const isYes = (text: string | null): boolean =>
  ['true', '1', 'yes', 'on', 'y', 'enabled'].includes((text ?? '').toLowerCase())
