import type { StreamEvent } from '../../api/stream'
import { readEvents } from './read-events'

export type LiveEvent =
  | StreamEvent
  /** Anything may have changed since the last event: there are no event ids to go on from. */
  | { event: 'opened' }

export type Surroundings = {
  fetch: typeof fetch
  /** Resolves early when the signal aborts. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  random: () => number
}

const url = '/api/v1/stream'
/** Three ticks without a sign: the connection is dead, though nobody said so. */
const silenceMs = 15_000
const firstPauseMs = 1_000
const longestPauseMs = 30_000

/** Doubles with every attempt; half of it is random, so that a restart is not met by all at once. */
export const pauseBefore = (attempt: number, random: () => number): number => {
  const full = Math.min(longestPauseMs, firstPauseMs * 2 ** attempt)
  return full / 2 + (random() * full) / 2
}

/** Reads the stream, and opens it again when it ends or breaks, until the signal aborts. */
export async function followStream(
  signal: AbortSignal,
  onEvent: (event: LiveEvent) => void,
  { fetch, pause, random }: Surroundings,
): Promise<void> {
  let attempt = 0
  while (!signal.aborted) {
    if (await readOnce(signal, onEvent, fetch)) attempt = 0
    await pause(pauseBefore(attempt, random), signal)
    attempt += 1
  }
}

/** Whether the stream was open, however it ended. While it is not, queries poll by themselves. */
async function readOnce(
  signal: AbortSignal,
  onEvent: (event: LiveEvent) => void,
  ask: typeof fetch,
): Promise<boolean> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silenceMs)
  let isOpen = false
  try {
    const response = await ask(url, { signal: AbortSignal.any([signal, silence.signal]) })
    if (!response.ok || !response.body) return false
    isOpen = true
    onEvent({ event: 'opened' })
    for await (const event of readEvents(response.body)) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silenceMs)
      onEvent(event)
    }
  } catch (cause) {
    if (!signal.aborted) console.debug('The stream of changes broke; it is opened again', cause)
  } finally {
    clearTimeout(timer)
  }
  return isOpen
}
