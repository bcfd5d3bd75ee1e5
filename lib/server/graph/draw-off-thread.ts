import 'server-only'
import { Worker } from 'node:worker_threads'
import type { MeshFacts } from '../../domain/service-graph/mesh-facts'
import { logProblem } from '../../log'
import { offThread, unbundledWorker, workerHeap } from '../../off-thread'
import type { Rendered } from '../rendered'
import {
  type DataWanted,
  type Drawing,
  drawBytes,
  type TrafficAnswers,
  type Wanted,
} from './draw-bytes'
import type { DrawWork } from './draw-worker'

/** Series and workloads below which drawing takes about 20 ms. */
const smallMesh = 1_000

/** The drawing as bytes; of a big mesh without keeping anybody waiting. */
export async function draw<W extends Wanted>(
  asked: Drawing<W>,
  facts: MeshFacts,
): Promise<Rendered<DataWanted<W>>> {
  const size = seriesIn(asked.answers) + facts.workloads.length
  if (size < smallMesh) return drawBytes(asked, facts)
  try {
    const { bytes, digest } = await drawing.run((told) => {
      const isKnown = told.get('facts') === facts
      told.set('facts', facts)
      return { ...asked, facts: isKnown ? null : facts }
    })
    return { bytes, digest }
  } catch (error) {
    logProblem('the drawing worker failed; drawing in place', { size }, error)
    return drawBytes(asked, facts)
  }
}

export const seriesIn = ({ requests, volumes, latency, security }: TrafficAnswers) =>
  [...requests, volumes, latency, security].reduce(
    (sum, answer) => sum + (answer?.table.values.length ?? 0),
    0,
  )

const drawing = offThread<DrawWork, Rendered>('drawing', () => {
  // Of the environment drawing needs nothing. The bundler knows this form, and only this form.
  if (process.env.NEXT_RUNTIME)
    return new Worker(new URL('./draw-worker.ts', import.meta.url), {
      env: {},
      resourceLimits: workerHeap,
    })
  return unbundledWorker(new URL('./draw-worker.ts', import.meta.url))
})

export const beginDrawing = drawing.begin
