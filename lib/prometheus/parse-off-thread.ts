import 'server-only'
import { Worker } from 'node:worker_threads'
import { logProblem } from '../log'
import { offThread, unbundledWorker } from '../off-thread'
import { parseVector, type VectorReading, type VectorShape } from './parse-vector'
import type { ParseWork } from './parse-worker'

/** Below this a parse takes about 2 ms, above it the event loop should not be made to wait. */
const smallBody = 256 * 1024

export async function parseBody(body: Uint8Array, shape: VectorShape): Promise<VectorReading> {
  if (body.byteLength < smallBody) return parseHere(body, shape)
  const { groupLabels, labels } = shape
  try {
    return await parseThere(() => ({ body, shape: { groupLabels, labels } }))
  } catch (error) {
    // Slow is better than nothing where threads are not to be had.
    logProblem('the parse worker failed; parsing in place', { bytes: body.byteLength }, error)
    return parseHere(body, shape)
  }
}

const parseHere = (body: Uint8Array, shape: VectorShape) =>
  parseVector(new TextDecoder().decode(body), shape)

const parseThere = offThread<ParseWork, VectorReading>('parsing', () => {
  // Of the environment a parser needs nothing. The bundler knows this form, and only this form.
  if (process.env.NEXT_RUNTIME)
    return new Worker(new URL('./parse-worker.ts', import.meta.url), { env: {} })
  return unbundledWorker(new URL('./parse-worker.ts', import.meta.url))
})
