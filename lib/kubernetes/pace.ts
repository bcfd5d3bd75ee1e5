import 'server-only'

/**
 * How soon the next request follows. `listed`: a watch at once. `ended`: a watch that was open has
 * ended. `retry`: no answer, more patient every time. `rare`: an answer that only a person changes
 * (forbidden, no such kind).
 */
export type Pace = 'listed' | 'ended' | 'retry' | 'rare'

const shortest = 500
const longest = 5_000
const rare = 15_000
/** No server, however busy, keeps a console from asking for longer. */
const longestWished = 60_000

/**
 * Milliseconds, with a fifth of jitter either way: many followers must not come back as one. Never
 * before the time that the server wished for (`Retry-After`).
 */
export function paceDelay(
  pace: Pace,
  attempt: number,
  random: () => number,
  retryAfterSeconds = 0,
): number {
  const jitter = 0.4 * random()
  const own = delayOf(pace, attempt) * (0.8 + jitter)
  const wished = Math.min(longestWished, retryAfterSeconds * 1000) * (1 + jitter)
  return Math.round(Math.max(own, wished))
}

function delayOf(pace: Pace, attempt: number): number {
  switch (pace) {
    case 'listed':
      return 0
    case 'ended':
      return shortest
    case 'retry':
      return Math.min(longest, shortest * 2 ** Math.min(attempt - 1, 10))
    case 'rare':
      return rare
  }
}
