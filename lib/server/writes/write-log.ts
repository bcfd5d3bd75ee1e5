import 'server-only'
import type { ObjectRef } from '../../domain/finding'
import { isUpstreamError } from '../../errors'
import { logFact } from '../../log'
import type { WriteResult } from '../writer'

/** One attempt to write. The log of these is the audit trail. */
export type Attempt = {
  requestId: string
  user: string
  action: string
  object: ObjectRef
  reason: string | null
  changeId: string | null
  before: unknown
  after: unknown
}

/** What became of an attempt, as one word for the log. */
export type Verdict = 'applied' | 'refused' | 'conflict' | 'unknown' | 'failed'

/**
 * Writes, and leaves one line whatever becomes of it. A failure's cause is logged by the handler
 * under the same request id.
 */
export async function logged<Result>(
  attempt: Attempt,
  write: () => Promise<Result>,
  verdictOf: (result: Result) => { verdict: Verdict; detail?: string },
): Promise<Result> {
  try {
    const result = await write()
    logFact('write', { ...attempt, ...verdictOf(result) })
    return result
  } catch (error) {
    const detail = isUpstreamError(error) ? error.message : 'unexpected error'
    logFact('write', { ...attempt, verdict: 'failed', detail })
    throw error
  }
}

/** A write to one object: whether it is there, and how that is known. */
export function verdictOfWrite(result: WriteResult<{ confirmedBy: 'answer' | 'reading' }>): {
  verdict: Verdict
  detail?: string
} {
  if (result.kind === 'done')
    return { verdict: 'applied', detail: `confirmed by ${result.data.confirmedBy}` }
  const { status, title } = result.problem
  if (status === 504) return { verdict: 'unknown', detail: title }
  return { verdict: status === 409 ? 'conflict' : 'refused', detail: title }
}
