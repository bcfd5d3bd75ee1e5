import 'server-only'
import { processState } from '../process-state'

/** A question under way, or just answered. */
type Flight = {
  result: Promise<unknown>
  cancel: AbortController
  waiting: number
  landed: boolean
}

/** The slot in which all who ask the same share one answer. Keys carry the evaluation time. */
export const slotMs = 5_000

/** The moment to ask for: the same for everybody in the slot, and never in the future. */
export function slotOf(asked: number | undefined): number {
  const now = Date.now()
  return Math.floor(Math.min(asked ?? now, now) / slotMs) * slotMs
}

const board = () => processState('flights', () => new Map<string, Flight>())

/**
 * The same question, asked by many, is asked once. Each waits under a signal of its own; when the
 * last one leaves, the question is cancelled. A failure is told to those who wait and then forgotten.
 * One key belongs to one kind of answer, which is kept for those who ask a little later.
 */
export function share<T>(
  key: string,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<T>,
  keepMs = slotMs,
): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason)
  const flight = board().get(key) ?? launch(key, ask, keepMs)
  // Only callers with this key's `ask` write under this key, so the answer is a T.
  return wait(key, flight, signal) as Promise<T>
}

function launch(
  key: string,
  ask: (signal: AbortSignal) => Promise<unknown>,
  keepMs: number,
): Flight {
  const cancel = new AbortController()
  const flight: Flight = { result: ask(cancel.signal), cancel, waiting: 0, landed: false }
  board().set(key, flight)
  flight.result.then(
    () => {
      flight.landed = true
      setTimeout(() => forget(key, flight), keepMs).unref()
    },
    () => forget(key, flight),
  )
  return flight
}

function wait(key: string, flight: Flight, signal: AbortSignal): Promise<unknown> {
  flight.waiting++
  return new Promise((resolve, reject) => {
    const leave = () => {
      flight.waiting--
      if (flight.waiting === 0 && !flight.landed) {
        // Off the board first: whoever asks next must not join a cancelled question.
        forget(key, flight)
        flight.cancel.abort(signal.reason)
      }
      reject(signal.reason)
    }
    const arrive = () => signal.removeEventListener('abort', leave)
    signal.addEventListener('abort', leave, { once: true })
    flight.result.finally(arrive).then(resolve, reject)
  })
}

function forget(key: string, flight: Flight): void {
  if (board().get(key) === flight) board().delete(key)
}

/** Questions that somebody waits for now. */
export const flightsUnderWay = (): number =>
  [...board().values()].filter(({ landed }) => !landed).length
