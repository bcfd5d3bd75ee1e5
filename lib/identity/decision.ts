import 'server-only'

/**
 * A decision that is asked for once for everybody, kept for a while, and outlives an upstream that
 * does not answer; but not for long, as nobody can take back what they have granted meanwhile.
 */
export type Decision<T> = {
  /** What lacks something of what is wanted is asked again at once. */
  read: (isEnough?: (value: T) => boolean) => Promise<T>
}

const freshFor = 30_000
/** After a failure it is asked again soon, but nobody waits for it. */
const retryAfter = 3_000
/** An upstream that is away for longer is no reason to show what may have been forbidden long ago. */
const holdsFor = 10 * 60_000

export function createDecision<T>({
  ask,
  fallback,
  now,
  onFailure,
}: {
  ask: () => Promise<T>
  /** Holds where asking fails: until the first answer, and when the last one is too old. */
  fallback: T
  now: () => number
  onFailure: (cause: unknown) => void
}): Decision<T> {
  let last: { value: T; askAgainAt: number; failing: boolean } | null = null
  let answeredAt = Number.NEGATIVE_INFINITY
  let asking: Promise<T> | null = null

  async function decide(): Promise<T> {
    try {
      const value = await ask()
      answeredAt = now()
      last = { value, askAgainAt: answeredAt + freshFor, failing: false }
    } catch (cause) {
      if (!last?.failing) onFailure(cause)
      const held = last && now() < answeredAt + holdsFor ? last.value : fallback
      last = { value: held, askAgainAt: now() + retryAfter, failing: true }
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
