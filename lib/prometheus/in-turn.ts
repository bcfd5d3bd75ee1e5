import 'server-only'
import { isUpstreamError, noAnswer } from '../errors'
import { processState } from '../process-state'
import { turns } from '../turns'
import { countUpstream, type UpstreamOutcome } from '../upstream-metrics'

/** Prometheus itself runs 20 at once and lets the others wait. */
const questionsAtOnce = 10

const line = () => processState('prometheus-line', () => turns(questionsAtOnce))

/**
 * Every question waits in one line, and shows in the console's own metrics whatever becomes of it;
 * whatever failed but our own patience is an `UpstreamError`.
 */
export const inTurn = <T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> =>
  line()(signal, () => counted(signal, ask))

async function counted<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const count = (outcome: UpstreamOutcome) =>
    countUpstream('prometheus', outcome, (performance.now() - started) / 1000)
  try {
    const result = await ask()
    count('ok')
    return result
  } catch (cause) {
    if (signal.aborted) {
      count('cancelled')
      throw signal.reason
    }
    const error = isUpstreamError(cause) ? cause : noAnswer('prometheus', cause)
    count(error.failure)
    throw error
  }
}
