import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { isUpstreamError, type UpstreamError } from '../../errors'
import type { FoundObject, WholeObject } from '../../kubernetes/whole-object'
import type { WriteOutcome } from '../../kubernetes/write-object'
import { logProblem } from '../../log'

/**
 * `lost`: the answer did not come, and the object when read again was as before.
 * `unknown`: it could not be read again either.
 */
export type Carried =
  | { kind: 'applied'; object: WholeObject; confirmedBy: 'answer' | 'reading' }
  | Exclude<WriteOutcome, { kind: 'written' }>
  | { kind: 'lost'; error: UpstreamError }
  | { kind: 'unknown'; error: UpstreamError }

/** Pauses before the object is read again, in ms: a slow server may still be at it. */
const pauses = [0, 1_000, 3_000]

/**
 * Writes once, and never leaves open what became of it as long as Kubernetes can be asked: where the
 * answer is lost, the object tells whether the change is in it. It is not sent a second time.
 */
export async function carryOut(
  write: () => Promise<WriteOutcome>,
  readAgain: {
    read: () => Promise<FoundObject | null>
    holdsChange: (object: WholeObject) => boolean
  },
): Promise<Carried> {
  try {
    const outcome = await write()
    return outcome.kind === 'written'
      ? { kind: 'applied', object: outcome.object, confirmedBy: 'answer' }
      : outcome
  } catch (error) {
    if (!isUpstreamError(error) || !leavesOpen(error)) throw error
    logProblem('the answer to a write was lost', {}, error)
    return whatIsTrue(error, readAgain)
  }
}

/** What was refused before it was looked at has changed nothing. */
const leavesOpen = ({ failure }: UpstreamError) =>
  failure === 'unreachable' ||
  failure === 'timeout' ||
  failure === 'malformed' ||
  failure === 'broken' ||
  failure === 'rejected'

async function whatIsTrue(
  error: UpstreamError,
  { read, holdsChange }: Parameters<typeof carryOut>[1],
): Promise<Carried> {
  let wasRead = false
  for (const pause of pauses) {
    if (pause > 0) await sleep(pause)
    try {
      const found = await read()
      if (found && holdsChange(found.object))
        return { kind: 'applied', object: found.object, confirmedBy: 'reading' }
      wasRead = true
    } catch (cause) {
      if (!isUpstreamError(cause)) throw cause
      logProblem('an object could not be read again after a write', {}, cause)
    }
  }
  return { kind: wasRead ? 'lost' : 'unknown', error }
}
