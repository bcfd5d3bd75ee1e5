import 'server-only'
import type { Warning } from '../api/envelope'
import { isUpstreamError } from '../errors'
import type { Answer } from './shared-questions'

export type OptionalAnswer<T> = { value: T | null; warnings: string[]; missing: Warning[] }

/** An answer without which there is still something to show: then it is missing, and said to be. */
export async function optionalAnswer<T>(
  without: Pick<Warning, 'code' | 'title'>,
  answer: Promise<Answer<T>>,
  signal: AbortSignal,
): Promise<OptionalAnswer<T>> {
  try {
    return { ...(await answer), missing: [] }
  } catch (error) {
    if (signal.aborted || !isUpstreamError(error)) throw error
    return { value: null, warnings: [], missing: [{ ...without, detail: `${error.message}.` }] }
  }
}
