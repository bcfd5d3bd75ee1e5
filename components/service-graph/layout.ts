import ELK, { type ELK as Elk } from 'elkjs/lib/elk-api'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { mostNodes } from '@/lib/search-params/node-budget'
import { type Arrangement, emptyArrangement, placeNewcomers } from './arrangement'
import { fromElkGraph } from './from-elk-graph'
import { type Attempt, attemptsFor } from './layout-attempts'
import type { EdgePill } from './pill'
import { layoutInRows } from './rows-layout'
import { sampleElkGraph, toElkGraph } from './to-elk-graph'
import { fittingZoom, type Space, smallestReadable } from './viewport'

let elk: Elk | undefined

/** The layout runs in a worker, so that the page answers while it thinks; the worker is kept. */
function elkInWorker(): Elk {
  elk ??= new ELK({
    workerFactory: () => new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url)),
  })
  return elk
}

/**
 * Has the worker ready before there is anything to lay out: loading it takes half a second, and so
 * does the first layout, however small, for its code runs for the first time.
 */
export function warmLayout(): void {
  if (elk) return
  void elkInWorker()
    .layout(sampleElkGraph())
    .catch((error) => console.error('The layout cannot start', error))
}

/** Above this even the first takes longer than anybody waits. */
const mostForElk = 500
/** On a telephone nothing fits: there the way of the calls is worth more than the whole. */
const narrow = 700
/** Names are 12 px high then. */
const comfortable = 12 / 13

type Question = {
  graph: ServiceGraph
  pills: readonly EdgePill[]
  /** What the picture shall fit into. */
  space: Space
}

type Result = { arrangement: Arrangement; zoom: number }

async function attempt({ direction, pills }: Attempt, { graph, space }: Question): Promise<Result> {
  const laidOut = await elkInWorker().layout(toElkGraph(graph, pills, direction))
  const picture = { width: laidOut.width ?? 0, height: laidOut.height ?? 0 }
  return {
    arrangement: fromElkGraph(laidOut, graph, direction),
    zoom: fittingZoom(picture, space),
  }
}

/** The first that is comfortable to read as a whole, else whichever shows the names largest. */
async function layoutInLayers(question: Question): Promise<Result> {
  const attempts = attemptsFor(question.graph, question.pills)
  let best: Result | null = null
  for (const [index, one] of attempts.entries()) {
    const result = await attempt(one, question)
    if (best === null || result.zoom > best.zoom) best = result
    // The first way will do when names have their full size; any other when they can be read.
    if (best.zoom >= (index === 0 ? comfortable : smallestReadable)) return best
  }
  if (!best) throw new Error('unreachable: there is always an attempt')
  return best
}

export async function layoutGraph(question: Question): Promise<Arrangement> {
  const { graph, space } = question
  if (graph.nodes.length > mostForElk) return layoutInRows(graph, space)
  try {
    const { arrangement, zoom } = await layoutInLayers(question)
    // An opening picture has to be read as a whole; one that was opened further may be larger.
    const mustFit = graph.nodes.length <= mostNodes && space.width >= narrow
    return mustFit && zoom < smallestReadable ? layoutInRows(graph, space) : arrangement
  } catch (error) {
    // A picture in rows is worse than a layered one, and better than none.
    console.error('The layout failed', error)
    return placeNewcomers(emptyArrangement, graph)
  }
}
