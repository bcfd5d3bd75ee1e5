export type Health = 'healthy' | 'degraded' | 'failing' | 'unknown'

/** Smallest error ratio, 0–1, at which the word holds. */
export const healthThresholds = { degraded: 0.001, failing: 0.1 } as const

/** Silence is not success: without traffic nothing is known. */
export function healthOf(errorRatio: number | null): Health {
  if (errorRatio === null) return 'unknown'
  if (errorRatio >= healthThresholds.failing) return 'failing'
  return errorRatio >= healthThresholds.degraded ? 'degraded' : 'healthy'
}

/** Worst first, so a namespace is as healthy as its sickest workload. What is silent says nothing. */
const severity: readonly Health[] = ['failing', 'degraded', 'healthy']

export function worstHealth(healths: Iterable<Health>): Health {
  const seen = new Set(healths)
  return severity.find((health) => seen.has(health)) ?? 'unknown'
}
