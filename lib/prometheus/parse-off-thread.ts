import 'server-only'
import { Worker } from 'node:worker_threads'
import { logProblem } from '../log'
import { processState } from '../process-state'
import { parseVector, type VectorReading, type VectorShape } from './parse-vector'
import type { ParseJob } from './parse-worker'

/** Below this a parse takes about 2 ms, above it the event loop should not be made to wait. */
const smallBody = 256 * 1024

type Waiting = { resolve: (reading: VectorReading) => void; reject: (error: Error) => void }
type Bench = { worker: Worker | null; jobs: Map<number, Waiting>; last: number }

const bench = () =>
  processState<Bench>('parse-bench', () => ({ worker: null, jobs: new Map(), last: 0 }))

export async function parseBody(body: Uint8Array, shape: VectorShape): Promise<VectorReading> {
  if (body.byteLength < smallBody) return parseHere(body, shape)
  try {
    return await parseInWorker(body, shape)
  } catch (error) {
    // Slow is better than nothing where threads are not to be had.
    logProblem('the parse worker failed; parsing in place', { bytes: body.byteLength }, error)
    return parseHere(body, shape)
  }
}

const parseHere = (body: Uint8Array, shape: VectorShape) =>
  parseVector(new TextDecoder().decode(body), shape)

function parseInWorker(body: Uint8Array, shape: VectorShape): Promise<VectorReading> {
  const shared = bench()
  return new Promise((resolve, reject) => {
    const job: ParseJob = { id: ++shared.last, body, shape }
    shared.worker ??= startWorker(shared)
    shared.jobs.set(job.id, { resolve, reject })
    // An idle worker does not keep the process alive, a busy one does.
    shared.worker.ref()
    shared.worker.postMessage(job)
  })
}

function startWorker(shared: Bench): Worker {
  const worker = newWorker()
  worker.on('message', ({ id, reading }: { id: number; reading: VectorReading }) => {
    shared.jobs.get(id)?.resolve(reading)
    shared.jobs.delete(id)
    if (shared.jobs.size === 0) worker.unref()
  })
  worker.on('error', (error) => abandon(shared, worker, error))
  worker.on('exit', () => abandon(shared, worker, new Error('the parse worker ended')))
  return worker
}

function abandon(shared: Bench, worker: Worker, error: Error): void {
  if (shared.worker !== worker) return
  shared.worker = null
  for (const waiting of shared.jobs.values()) waiting.reject(error)
  shared.jobs.clear()
}

function newWorker(): Worker {
  // Of the environment a parser needs nothing. The bundler knows this form, and only this form.
  if (process.env.NEXT_RUNTIME)
    return new Worker(new URL('./parse-worker.ts', import.meta.url), { env: {} })
  // Unbundled (tests, scripts) it is TypeScript, which Node 20 does not load in a worker by itself.
  const entry = JSON.stringify(new URL('./parse-worker.ts', import.meta.url).href)
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}) })`
  return new Worker(code, { eval: true, execArgv: [] })
}
