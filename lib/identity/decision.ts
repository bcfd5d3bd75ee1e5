import 'server-only'

/**
 * A decision that is asked for once for everybody, kept for a while, and outlives an upstream that
 * does not answer.
 */
export type Decision<T> = {
  /** What lacks something of what is wanted is asked again at once. */
  read: (isEnough?: (value: T) => boolean) => Promise<T>
}

const freshFor = 30_000
/** After a failure it is asked again soon, but nobody waits for it. */
const retryAfter = 3_000

export function createDecision<T>({
  ask,
  fallback,
  now,
  onFailure,
}: {
  ask: () => Promise<T>
  /** Holds until the first answer, where asking fails. */
  fallback: T
  now: () => number
  onFailure: (cause: unknown) => void
}): Decision<T> {
  let last: { value: T; askAgainAt: number; failing: boolean } | null = null
  let asking: Promise<T> | null = null

  async function decide(): Promise<T> {
    try {
      const value = await ask()
      last = { value, askAgainAt: now() + freshFor, failing: false }
    } catch (cause) {
      if (!last?.failing) onFailure(cause)
      last = { value: last?.value ?? fallback, askAgainAt: now() + retryAfter, failing: true }
    } finally {
      asking = null
    }
    return last.value
  }

  async function read(isEnough: (value: T) => boolean = () => true): Promise<T> {
    if (last && now() < last.askAgainAt && (last.failing || isEnough(last.value))) return last.value
    asking ??= decide()
    return last?.failing ? last.value : asking
  }

  return { read }
}
