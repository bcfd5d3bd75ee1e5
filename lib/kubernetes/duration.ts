import 'server-only'

const msOf: Record<string, number> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  ns: 0.000_001,
}

/** Go's durations, `1h3m5.5s`, in milliseconds; `null` for what is none. https://pkg.go.dev/time#ParseDuration */
export function durationMs(text: string): number | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|ns|m|s)/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return null
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (msOf[unit] ?? 0), 0)
}
