import 'server-only'
import type { Reply } from '../../api/envelope'
import type { GraphData, GraphSearch } from '../../api/graph'
import { type Extra, needsExtra } from '../../domain/find/needs'
import { type FindQuery, parseFind } from '../../domain/find/parse'
import { defaultHealthRule } from '../../domain/health/health'
import { nothingReadable } from '../../domain/readable'
import type { GraphView } from '../../domain/service-graph/graph'
import { type Neighbours, noNeighbours } from '../../domain/service-graph/visibility'
import { longestWithin } from '../../domain/traffic/window-budget'
import type { Viewer } from '../../identity/viewer'
import { slotOf } from '../flights'
import { isPast, pastWarnings } from '../kubernetes-warnings'
import { knownMirrors, knownWorkloads, readMeshFacts } from '../read-mesh-facts'
import { offeredWindows } from '../read-scraping'
import type { ReadContext, Reader } from '../reader'
import { dataOfRendered, type Rendered } from '../rendered'
import { ageWarnings, observedAt, storeWarnings } from '../traffic-warnings'
import { type DataWanted, drawBytes, type Wanted } from './draw-bytes'
import { latencyScope } from './latency-scope'
import { readTraffic, type TrafficReading } from './read-traffic'
import { sharedDrawing } from './shared-drawing'

/**
 * The service graph: what Prometheus saw, decorated with what Kubernetes says. Without Prometheus
 * there is none (the browser keeps its last one); without Kubernetes it is drawn with a warning.
 */
export const renderServiceGraph: Reader<GraphSearch, Rendered<GraphData>> = (search, context) =>
  readDrawing(search, context, (windows) => ({ kind: 'graph', thresholds, windows }))

/** The same as data, for a page to start with: the picture of a screen is small. */
export const readServiceGraph: Reader<GraphSearch, GraphData> = async (search, context) => {
  const reply = await renderServiceGraph(search, context)
  return { ...reply, data: dataOfRendered(reply.data) }
}

/** What is wanted of a drawing, once it is known which windows can be offered. */
type Wish<W extends Wanted> = (windows: GraphData['windows']) => W

export async function readDrawing<W extends Wanted>(
  search: GraphSearch,
  { viewer, signal }: ReadContext,
  wish: Wish<W>,
): Promise<Reply<Rendered<DataWanted<W>>>> {
  const at = slotOf(search.at)
  const { view, window } = search
  const visible = viewer.sees.kind === 'all' ? null : viewer.sees.names
  const namespaces = search.namespaces.filter((name) => visible?.has(name) ?? true)
  // All that was asked for is hidden: nothing, and not everything, is left.
  if (namespaces.length === 0 && search.namespaces.length > 0)
    return {
      data: drawNothing(view, window, wish(allWindows)),
      warnings: [],
      observedAt: at,
      window,
    }
  const wants = wantedOf(search)
  const latency = latencyScope({ ...search, latency: wants('latency') }, namespaces, () =>
    knownWorkloads(namespaces),
  )
  const [traffic, mesh] = await Promise.all([
    readTraffic(
      {
        view,
        at,
        namespaces,
        windowSeconds: window,
        latency: latency.namespaces,
        security: wants('mtls'),
        bytes: wants('bytes'),
        mirrors: knownMirrors(),
      },
      signal,
    ),
    readMeshFacts({ signal }),
  ])
  const { answers, scrapes, windowSeconds, change } = traffic
  const observation = { scrapes, at, windowSeconds, change }
  const { readable } = viewer
  const neighbours = neighboursOf(viewer)
  const isThen = isPast(observation)
  const scope = { namespaces, visible, neighbours, readable, windowSeconds, isPast: isThen }
  const options = { ...drawOptions(search), ...scope }
  return {
    data: await sharedDrawing(
      { answers, options, wanted: wish(windowsOf(traffic)) },
      mesh.facts,
      signal,
    ),
    warnings: [
      ...traffic.missing,
      ...latency.warnings,
      ...storeWarnings(traffic.storeWarnings, viewer),
      ...ageWarnings(observation),
      ...mesh.warnings,
      ...pastWarnings(mesh.facts, observation),
    ],
    observedAt: observedAt(observation),
    window: windowSeconds,
  }
}

/** A panel may be allowed to name who calls its namespaces and whom they call. */
function neighboursOf({ embed }: Viewer): Neighbours {
  const may = embed?.neighbours
  if (may === undefined) return noNeighbours
  return may.kind === 'all' ? 'everywhere' : may.names
}

/** What of a question is about the picture, and not about what is seen. */
const drawOptions = (search: GraphSearch) => ({
  view: search.view,
  services: search.services,
  waypoints: search.waypoints,
  scrapers: search.scrapers,
  find: queryOf(search.find),
  hide: queryOf(search.hide),
  focus: search.focus === undefined ? null : { id: search.focus, hops: search.hops },
  expand: search.expand,
  ...(search.limit !== undefined && { limit: search.limit }),
})

/** An extra is wanted for itself, or for what finds and hides: nothing has more than 200 ms where none are known. */
function wantedOf(search: GraphSearch): (extra: Extra) => boolean {
  const queries = [queryOf(search.find), queryOf(search.hide)]
  return (extra) => search[extra] || queries.some((query) => needsExtra(query, extra))
}

/** What cannot be read was refused before: an empty query is left. */
function queryOf(text: string | undefined): FindQuery {
  const reading = parseFind(text ?? '')
  return reading.kind === 'parsed' ? reading.query : []
}

const { errors, clientErrors, minimumRequests } = defaultHealthRule
const thresholds = { errors, clientErrors, minimumRequests }

const longestOffered = Math.max(...offeredWindows)

const allWindows = { longest: longestOffered, reason: null }

/** Both sides report most calls. */
const seriesPerSample = 2

function windowsOf({ scrapes, answers }: TrafficReading): GraphData['windows'] {
  const counted = answers.requests.reduce((sum, { table }) => sum + table.values.length, 0)
  const series = scrapes?.series ?? counted * seriesPerSample
  const intervalSeconds = scrapes?.intervalSeconds ?? null
  const longest = longestWithin(offeredWindows, { series, intervalSeconds })
  if (longest === longestOffered) return allWindows
  const about = Number(series.toPrecision(2)).toLocaleString('en')
  return {
    longest,
    reason: `About ${about} series are read for this selection. Over a longer window that would be too much for the store: choose fewer namespaces to look further back.`,
  }
}

const noAnswers = { requests: [], volumes: null, latency: null, security: null }
const noFacts = {
  workloads: [],
  services: [],
  routes: [],
  circuitBreakers: [],
  serviceEntries: [],
  complete: false,
}

function drawNothing<W extends Wanted>(view: GraphView, windowSeconds: number, wanted: W) {
  const options = {
    ...{ view, services: false, namespaces: [], windowSeconds },
    ...{ visible: null, readable: nothingReadable },
  }
  return drawBytes({ answers: noAnswers, options, wanted }, noFacts)
}
