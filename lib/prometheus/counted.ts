import 'server-only'
import { isUpstreamError } from '../errors'
import { countUpstream } from '../upstream-metrics'
import { failureOf } from './prometheus-failure'

/**
 * Every question shows in the console's own metrics, whatever becomes of it; and whatever failed
 * but our own patience is an `UpstreamError`.
 */
export async function counted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const count = (outcome: Parameters<typeof countUpstream>[1]) =>
    countUpstream('prometheus', outcome, (performance.now() - started) / 1000)
  try {
    const result = await work()
    count('ok')
    return result
  } catch (cause) {
    if (signal.aborted) {
      count('cancelled')
      throw signal.reason
    }
    const error = isUpstreamError(cause) ? cause : failureOf(cause)
    count(error.failure)
    throw error
  }
}
