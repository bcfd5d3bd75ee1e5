// No 'server-only' here: a worker is bundled on its own and no browser can reach it.
import { parentPort } from 'node:worker_threads'
import { parseVector, transferables, type VectorShape } from './parse-vector'

export type ParseJob = { id: number; body: Uint8Array; shape: VectorShape }

parentPort?.on('message', ({ id, body, shape }: ParseJob) => {
  const reading = parseVector(new TextDecoder().decode(body), shape)
  const moved = reading.kind === 'vector' ? transferables(reading.table) : []
  parentPort?.postMessage({ id, reading }, moved)
})
