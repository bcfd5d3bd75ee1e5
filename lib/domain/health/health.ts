export type Health = 'healthy' | 'degraded' | 'failing' | 'unknown'

/** Smallest ratios, 0–1, at which the words hold. */
export type Thresholds = { degraded: number; failing: number }

/** What health is held against, and by whom it was set: `namespace/name` of a service. */
export type HealthRule = {
  /** `null`: whatever the share, it is not held against. */
  errors: Thresholds | null
  clientErrors: Thresholds | null
  /** Over the window; of fewer requests a share says nothing. */
  minimumRequests: number
  setBy: string | null
}

export const defaultHealthRule = {
  errors: { degraded: 0.001, failing: 0.1 },
  clientErrors: { degraded: 0.1, failing: 0.2 },
  minimumRequests: 10,
  setBy: null,
} as const satisfies HealthRule

/** What decided a health, and what it was held against. */
export type HealthReason =
  | {
      /** Failed requests, or those refused for the caller's own fault. */
      measure: 'errors' | 'clientErrors'
      ratio: number
      thresholds: Thresholds
      /** `namespace/name` of the service whose annotation has these thresholds; null: the defaults. */
      setBy: string | null
    }
  /** Seen, but fewer than make a share worth a colour. Both are counts over the window. */
  | { measure: 'tooFewRequests'; requests: number; minimum: number; setBy: string | null }

/** `healthReason` is null where it is healthy by the default rule, and where nothing was seen. */
export type Judgement = { health: Health; healthReason: HealthReason | null }

/** About how many requests were seen in the window, and what became of them. */
export type Outcomes = {
  requests: number
  errorRatio: number | null
  clientErrorRatio: number | null
}

export const notSeen: Judgement = { health: 'unknown', healthReason: null }
const healthy: Judgement = { health: 'healthy', healthReason: null }

/** The one rule of every screen. Silence is not success: without traffic nothing is known. */
export function judge(
  { requests, errorRatio, clientErrorRatio }: Outcomes,
  rule: HealthRule = defaultHealthRule,
): Judgement {
  if (errorRatio === null) return notSeen
  const { minimumRequests: minimum, setBy } = rule
  // An increase is an estimate between scrapes: of ten requests it may see 9.99.
  if (requests < minimum - 0.5)
    return {
      health: 'unknown',
      healthReason: { measure: 'tooFewRequests', requests, minimum, setBy },
    }
  const byErrors = healthBy(errorRatio, rule.errors)
  const byClientErrors = healthBy(clientErrorRatio ?? 0, rule.clientErrors)
  const health = worstHealth([byErrors, byClientErrors])
  if (health === 'healthy' && setBy === null) return healthy
  const measure = byErrors === health && rule.errors ? 'errors' : 'clientErrors'
  const ratio = measure === 'errors' ? errorRatio : (clientErrorRatio ?? 0)
  const thresholds = rule[measure]
  return { health, healthReason: thresholds && { measure, ratio, thresholds, setBy } }
}

const healthBy = (ratio: number, thresholds: Thresholds | null): Health => {
  if (thresholds === null) return 'healthy'
  if (ratio >= thresholds.failing) return 'failing'
  return ratio >= thresholds.degraded ? 'degraded' : 'healthy'
}

export const healthThresholds = defaultHealthRule.errors

/** By failed requests alone. */
export const healthOf = (errorRatio: number | null): Health =>
  errorRatio === null ? 'unknown' : healthBy(errorRatio, defaultHealthRule.errors)

/** Worst first, so a namespace is as healthy as its sickest workload. What is silent says nothing. */
const severity: readonly Health[] = ['failing', 'degraded', 'healthy']

export function worstHealth(healths: Iterable<Health>): Health {
  const seen = new Set(healths)
  return severity.find((health) => seen.has(health)) ?? 'unknown'
}

/** The worst of several, and its reason. */
export function sickest(judged: readonly Judgement[]): Judgement {
  const health = worstHealth(judged.map((one) => one.health))
  return { health, healthReason: judged.find((one) => one.health === health)?.healthReason ?? null }
}

/** Two rules agree on most traffic; where they do not, or name who set one, it is not the default. */
export const isByDefault = (outcomes: Outcomes, { health, healthReason }: Judgement): boolean =>
  (healthReason?.setBy ?? null) === null && judge(outcomes).health === health
