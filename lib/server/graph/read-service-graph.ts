import 'server-only'
import type { GraphData, GraphSearch } from '../../api/graph'
import { type FindQuery, parseFind } from '../../domain/find/parse'
import { defaultHealthRule } from '../../domain/health/health'
import { type DrawnGraph, drawServiceGraph } from '../../domain/service-graph/draw'
import type { GraphView } from '../../domain/service-graph/graph'
import { noTraffic } from '../../domain/traffic/traffic-of'
import { longestWithin } from '../../domain/traffic/window-budget'
import { slotOf } from '../flights'
import { isPast, pastWarnings } from '../kubernetes-warnings'
import { knownMirrors, readMeshFacts } from '../read-mesh-facts'
import { offeredWindows } from '../read-scraping'
import type { Reader } from '../reader'
import { ageWarnings, observedAt, storeWarnings } from '../traffic-warnings'
import { readTraffic, type TrafficReading } from './read-traffic'

/**
 * The service graph: what Prometheus saw, decorated with what Kubernetes says. Without Prometheus
 * there is none (the browser keeps its last one); without Kubernetes it is drawn with a warning.
 */
export const readServiceGraph: Reader<GraphSearch, GraphData> = async (
  search,
  { viewer, signal },
) => {
  const at = slotOf(search.at)
  const { view, window } = search
  const visible = viewer.sees.kind === 'all' ? null : viewer.sees.names
  const namespaces = search.namespaces.filter((name) => visible?.has(name) ?? true)
  // All that was asked for is hidden: nothing, and not everything, is left.
  if (namespaces.length === 0 && search.namespaces.length > 0)
    return { data: toData(emptyGraph(view)), warnings: [], observedAt: at, window }
  const [traffic, mesh] = await Promise.all([
    readTraffic(
      {
        view,
        at,
        namespaces,
        windowSeconds: window,
        latency: search.latency,
        security: search.mtls,
        bytes: search.bytes,
        mirrors: knownMirrors(),
      },
      signal,
    ),
    readMeshFacts({ signal }),
  ])
  const { scrapes, windowSeconds, change } = traffic
  const observation = { scrapes, at, windowSeconds, change }
  const scope = { namespaces, visible, windowSeconds, isPast: isPast(observation) }
  return {
    data: {
      ...toData(
        drawServiceGraph(traffic.samples, mesh.facts, { ...drawOptions(search), ...scope }),
      ),
      windows: windowsOf(traffic),
    },
    warnings: [
      ...traffic.missing,
      ...storeWarnings(traffic.storeWarnings, viewer),
      ...ageWarnings(observation),
      ...mesh.warnings,
      ...pastWarnings(mesh.facts, observation),
    ],
    observedAt: observedAt(observation),
    window: windowSeconds,
  }
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

/** What cannot be read was refused before: an empty query is left. */
function queryOf(text: string | undefined): FindQuery {
  const reading = parseFind(text ?? '')
  return reading.kind === 'parsed' ? reading.query : []
}

const { errors, clientErrors, minimumRequests } = defaultHealthRule

const toData = (drawn: DrawnGraph): GraphData => ({
  ...drawn,
  thresholds: { errors, clientErrors, minimumRequests },
  windows: { longest: longestOffered, reason: null },
})

const longestOffered = Math.max(...offeredWindows)

/** Both sides report most calls. */
const seriesPerSample = 2

function windowsOf({ scrapes, samples }: TrafficReading): GraphData['windows'] {
  const series = scrapes?.series ?? samples.requests.length * seriesPerSample
  const intervalSeconds = scrapes?.intervalSeconds ?? null
  const longest = longestWithin(offeredWindows, { series, intervalSeconds })
  if (longest === longestOffered) return { longest, reason: null }
  const about = Number(series.toPrecision(2)).toLocaleString('en')
  return {
    longest,
    reason: `About ${about} series are read for this selection. Over a longer window that would be too much for the store: choose fewer namespaces to look further back.`,
  }
}

const emptyGraph = (view: GraphView): DrawnGraph => ({
  view,
  nodes: [],
  edges: [],
  totals: { nodes: 0, edges: 0, traffic: noTraffic },
  found: [],
  scrapers: { callers: 0, requestsPerSecond: 0 },
})
