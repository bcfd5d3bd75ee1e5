import { setTimeout as delay } from 'node:timers/promises'

export type WorkQueue = {
  /** Adding what is already waiting changes nothing; what is running will run once more. */
  add(name: string): void
  /** Work without a name: once, at the next turn. */
  run(task: () => Promise<void>): void
  /** Settles when nothing waits or runs. */
  idle(): Promise<void>
  stop(): void
}

const atOnce = 8
const tries = 6
const firstPauseMs = 20

/** Each name by itself, several names at a time, and a few times again after an error. */
export function newWorkQueue(
  work: (name: string) => Promise<void>,
  gaveUp: (error: unknown) => void,
): WorkQueue {
  const waiting = new Map<string, () => Promise<void>>()
  const running = new Map<string, Promise<void>>()
  let unnamed = 0
  let isStopped = false

  const attempt = async (task: () => Promise<void>, attempts = 1): Promise<void> => {
    try {
      await task()
    } catch (error) {
      if (isStopped) return
      // Somebody else wrote in between, or the API server is in a bad mood: both pass.
      if (attempts === tries) return gaveUp(error)
      await delay(firstPauseMs * 2 ** attempts)
      await attempt(task, attempts + 1)
    }
  }

  const next = () => {
    for (const [name, task] of waiting) {
      if (running.size >= atOnce) return
      if (running.has(name)) continue
      waiting.delete(name)
      const done = attempt(task).then(() => {
        running.delete(name)
        next()
      })
      running.set(name, done)
    }
  }

  const add = (name: string, task: () => Promise<void>) => {
    if (isStopped) return
    waiting.set(name, task)
    next()
  }

  return {
    add: (name) => add(name, () => work(name)),
    run: (task) => add(`unnamed ${unnamed++}`, task),
    idle: async () => {
      while (running.size) await Promise.race(running.values())
    },
    stop: () => {
      isStopped = true
      waiting.clear()
    },
  }
}
