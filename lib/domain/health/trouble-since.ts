import { defaultHealthRule, type HealthRule } from './health'

/** One value for each moment, per second; `null` where nothing was seen. */
export type Course = {
  /** Epoch ms, ascending. */
  times: readonly number[]
  requests: readonly (number | null)[]
  errors: readonly (number | null)[]
}

export type Trouble =
  | { kind: 'none' }
  /** `since` is null where it began before the first moment. */
  | { kind: 'trouble'; since: number | null }

/**
 * When the trouble began that lasts until the end: the first moment of the last unbroken run at
 * which the share of errors is too high. A moment in which nothing was seen breaks no run, and
 * starts none: who is down is often also silent.
 */
export function troubleSince(
  { times, requests, errors }: Course,
  rule: Pick<HealthRule, 'errors'> = defaultHealthRule,
): Trouble {
  const least = rule.errors?.degraded ?? Number.POSITIVE_INFINITY
  let since: number | null = null
  let lasts = false
  for (let at = times.length - 1; at >= 0; at--) {
    const all = requests[at] ?? 0
    if (all <= 0) continue
    if ((errors[at] ?? 0) / all < least)
      return lasts ? { kind: 'trouble', since } : { kind: 'none' }
    lasts = true
    since = times[at] ?? null
  }
  return lasts ? { kind: 'trouble', since: null } : { kind: 'none' }
}
