import 'server-only'
import { Worker } from 'node:worker_threads'
import { logProblem } from '../log'
import { offThread, unbundledWorker, workerHeap } from '../off-thread'
import { type AnswerBody, readAnswer, sizeOf } from './answer-body'
import type { VectorReading, VectorShape } from './parse-vector'
import type { ParseWork } from './parse-worker'

/** Below this a parse takes about 2 ms, above it the event loop should not be made to wait. */
const smallBody = 256 * 1024

export async function parseBody(body: AnswerBody, shape: VectorShape): Promise<VectorReading> {
  const size = sizeOf(body)
  if (size < smallBody) return readAnswer(body, shape)
  const { groupLabels, labels } = shape
  try {
    return await parsing.run(() => ({ body, shape: { groupLabels, labels } }))
  } catch (error) {
    // Slow is better than nothing where threads are not to be had.
    logProblem('the parse worker failed; parsing in place', { bytes: size }, error)
    return readAnswer(body, shape)
  }
}

const parsing = offThread<ParseWork, VectorReading>('parsing', () => {
  // Of the environment a parser needs nothing. The bundler knows this form, and only this form.
  if (process.env.NEXT_RUNTIME)
    return new Worker(new URL('./parse-worker.ts', import.meta.url), {
      env: {},
      resourceLimits: workerHeap,
    })
  return unbundledWorker(new URL('./parse-worker.ts', import.meta.url))
})

export const beginParsing = parsing.begin
