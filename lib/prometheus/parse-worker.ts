// No 'server-only' here: a worker is bundled on its own and no browser can reach it.
import { parentPort } from 'node:worker_threads'
import { type AnswerBody, readAnswer } from './answer-body'
import { transferables, type VectorShape } from './parse-vector'

export type ParseWork = { body: AnswerBody; shape: VectorShape }

parentPort?.on('message', ({ id, work }: { id: number; work: ParseWork }) => {
  const result = readAnswer(work.body, work.shape)
  const moved = result.kind === 'vector' ? transferables(result.table) : []
  parentPort?.postMessage({ id, result }, moved)
})
