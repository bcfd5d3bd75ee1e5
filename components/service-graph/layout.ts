import ELK, { type ELK as Elk } from 'elkjs/lib/elk-api'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { type Arrangement, emptyArrangement, placeNewcomers } from './arrangement'
import type { Direction } from './edge-path'
import { fromElkGraph } from './from-elk-graph'
import type { EdgePill } from './pill'
import { toElkGraph } from './to-elk-graph'
import { fittingZoom, type Space } from './viewport'

let elk: Elk | undefined

/** The layout runs in a worker, so that the page answers while it thinks; the worker is kept. */
function elkInWorker(): Elk {
  elk ??= new ELK({
    workerFactory: () => new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url)),
  })
  return elk
}

/** Above this a second try costs more than it can gain. */
const manyCards = 150
/** Names are 12 px high then. */
const comfortable = 12 / 13

type Question = {
  graph: ServiceGraph
  pills: readonly EdgePill[]
  /** What the picture shall fit into. */
  space: Space
}

async function arrangeTowards(direction: Direction, question: Question) {
  const laidOut = await elkInWorker().layout(toElkGraph(question.graph, question.pills, direction))
  const picture = { width: laidOut.width ?? 0, height: laidOut.height ?? 0 }
  return {
    arrangement: fromElkGraph(laidOut, question.graph, direction),
    zoom: fittingZoom(picture, question.space),
  }
}

/** Reading direction when the names stay at full size that way, else whichever way shows them larger. */
export async function layoutGraph(question: Question): Promise<Arrangement> {
  try {
    const across = await arrangeTowards('RIGHT', question)
    if (across.zoom >= comfortable || question.graph.nodes.length > manyCards)
      return across.arrangement
    const down = await arrangeTowards('DOWN', question)
    return down.zoom > across.zoom ? down.arrangement : across.arrangement
  } catch (error) {
    // A picture in rows is worse than a layered one, and better than none.
    console.error('The layout failed', error)
    return placeNewcomers(emptyArrangement, question.graph)
  }
}
