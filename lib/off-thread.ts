import 'server-only'
import { type Transferable, Worker } from 'node:worker_threads'
import { processState } from './process-state'

/** What goes to a worker, and what comes back from it. */
export type Errand<Work> = { id: number; work: Work }
export type Outcome<Result> = { id: number; result: Result }

type Waiting = { resolve: (result: unknown) => void; reject: (error: Error) => void }
type Thread = {
  worker: Worker | null
  jobs: Map<number, Waiting>
  last: number
  memory: Map<string, unknown>
}

/** What the worker has been told before; a new worker has been told nothing. */
export type Told = Map<string, unknown>

export type OffThread<Work, Result> = {
  run: (work: (told: Told) => Work, moved?: readonly Transferable[]) => Promise<Result>
  /** Has the worker start, so that the first errand need not wait for it. */
  begin: () => void
}

/**
 * One worker for one kind of work, which would keep the event loop waiting. It starts with its first
 * errand, and another one after it has ended; who waits for one that ends is told so. Errands are
 * done in the order in which they were given.
 */
export function offThread<Work, Result>(
  name: string,
  newWorker: () => Worker,
): OffThread<Work, Result> {
  const shared = () =>
    processState<Thread>(`thread-${name}`, () => ({
      worker: null,
      jobs: new Map(),
      last: 0,
      memory: new Map(),
    }))

  function start(thread: Thread): Worker {
    const worker = newWorker()
    worker.on('message', ({ id, result }: Outcome<Result>) => {
      thread.jobs.get(id)?.resolve(result)
      thread.jobs.delete(id)
      if (thread.jobs.size === 0) worker.unref()
    })
    worker.on('error', (error) => abandon(thread, worker, error))
    worker.on('exit', () => abandon(thread, worker, new Error(`the worker of ${name} has ended`)))
    return worker
  }

  function begin(): void {
    const thread = shared()
    if (thread.worker) return
    thread.worker = start(thread)
    thread.worker.unref()
  }

  const run: OffThread<Work, Result>['run'] = (work, moved = []) => {
    const thread = shared()
    return new Promise((resolve, reject) => {
      thread.worker ??= start(thread)
      const errand: Errand<Work> = { id: ++thread.last, work: work(thread.memory) }
      // What comes back under this id is the outcome of this work.
      thread.jobs.set(errand.id, { resolve: resolve as Waiting['resolve'], reject })
      // An idle worker does not keep the process alive, a busy one does.
      thread.worker.ref()
      try {
        thread.worker.postMessage(errand, moved)
      } catch (error) {
        // What cannot be sent was not told either: the next errand must not rest on it.
        thread.jobs.delete(errand.id)
        thread.memory.clear()
        if (thread.jobs.size === 0) thread.worker.unref()
        reject(error)
      }
    })
  }
  return { run, begin }
}

function abandon(thread: Thread, worker: Worker, error: Error): void {
  if (thread.worker !== worker) return
  thread.worker = null
  thread.memory.clear()
  for (const waiting of thread.jobs.values()) waiting.reject(error)
  thread.jobs.clear()
}

/**
 * For young objects V8 would keep 48 MB a worker. Less than 32 spares little more, and an answer of
 * 500 services takes no longer than with 96 (BENCHMARKS.md).
 */
export const workerHeap = { maxYoungGenerationSizeMb: 32 }

/** A worker's TypeScript where nothing has bundled it (tests, scripts): Node 20 does not load that in a worker by itself. */
export function unbundledWorker(entry: URL): Worker {
  const url = JSON.stringify(entry.href)
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${url}) })`
  return new Worker(code, { eval: true, execArgv: [], resourceLimits: workerHeap })
}
