import 'server-only'
import { setMaxListeners } from 'node:events'

/** Lets only so many pieces of work run at once; the others wait in line, first come first served. */
export function turns(limit: number) {
  let running = 0
  const line = new Set<() => void>()

  const leave = () => {
    running--
    const [next] = line
    if (next) next()
  }

  const enter = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = () => {
        line.delete(start)
        signal.removeEventListener('abort', giveUp)
        running++
        resolve()
      }
      const giveUp = () => {
        line.delete(start)
        reject(signal.reason)
      }
      if (running < limit) return start()
      line.add(start)
      // A long line is no leak: Node would warn of the eleventh who waits for the same signal.
      setMaxListeners(0, signal)
      signal.addEventListener('abort', giveUp, { once: true })
    })

  return async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted()
    await enter(signal)
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
