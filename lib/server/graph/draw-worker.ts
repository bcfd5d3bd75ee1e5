// No 'server-only' here: a worker is bundled on its own and no browser can reach it.
import { parentPort } from 'node:worker_threads'
import type { MeshFacts } from '../../domain/service-graph/mesh-facts'
import { type Drawing, drawBytes } from './draw-bytes'

/** `facts` are left out where they are those of the drawing before. */
export type DrawWork = Drawing & { facts: MeshFacts | null }

let facts: MeshFacts | null = null

parentPort?.on('message', ({ id, work }: { id: number; work: DrawWork }) => {
  facts = work.facts ?? facts
  if (facts === null) throw new Error('the first drawing came without facts')
  const result = drawBytes(work, facts)
  // Encoding made a buffer of its own for it.
  parentPort?.postMessage({ id, result }, [result.bytes.buffer as ArrayBuffer])
})
