import 'server-only'
import type { GraphData, GraphSearch } from '../api/graph'
import { longestWindow } from '../api/search'
import { type FindQuery, parseFind } from '../domain/find/parse'
import { defaultHealthRule } from '../domain/health/health'
import { type DrawnGraph, drawServiceGraph } from '../domain/service-graph/draw'
import type { GraphView } from '../domain/service-graph/graph'
import { noTraffic } from '../domain/traffic/traffic-of'
import { slotOf } from './flights'
import { pastWarnings } from './kubernetes-warnings'
import { readMeshFacts } from './read-mesh-facts'
import { readTraffic } from './read-traffic'
import type { Reader } from './reader'
import { ageWarnings, observedAt, storeWarnings } from './traffic-warnings'

/**
 * The service graph: what Prometheus saw, decorated with what Kubernetes says. Without Prometheus
 * there is none (the browser keeps its last one); without Kubernetes it is drawn with a warning.
 */
export const readServiceGraph: Reader<GraphSearch, GraphData> = async (
  search,
  { viewer, signal },
) => {
  const at = slotOf(search.at)
  const { view, services, window } = search
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
      },
      signal,
    ),
    readMeshFacts({ signal }),
  ])
  const observation = { scrapes: traffic.scrapes, at, windowSeconds: window }
  return {
    data: toData(
      drawServiceGraph(traffic.samples, mesh.facts, {
        view,
        services,
        namespaces,
        visible,
        scrapers: search.scrapers,
        find: queryOf(search.find),
        hide: queryOf(search.hide),
        ...(search.limit !== undefined && { limit: search.limit }),
        expand: search.expand,
        windowSeconds: window,
        focus: search.focus === undefined ? null : { id: search.focus, hops: search.hops },
      }),
    ),
    warnings: [
      ...traffic.missing,
      ...storeWarnings(traffic.storeWarnings, viewer),
      ...ageWarnings(observation),
      ...mesh.warnings,
      ...pastWarnings(mesh.facts, observation),
    ],
    observedAt: observedAt(observation),
    window,
  }
}

/** What cannot be read was refused before: an empty query is left. */
function queryOf(text: string | undefined): FindQuery {
  const reading = parseFind(text ?? '')
  return reading.kind === 'parsed' ? reading.query : []
}

const { errors, clientErrors, minimumRequests } = defaultHealthRule

const toData = (drawn: DrawnGraph): GraphData => ({
  ...drawn,
  thresholds: { errors, clientErrors, minimumRequests },
  windows: { longest: longestWindow, reason: null },
})

const emptyGraph = (view: GraphView): DrawnGraph => ({
  view,
  nodes: [],
  edges: [],
  totals: { nodes: 0, edges: 0, traffic: noTraffic },
  found: [],
  scrapers: { callers: 0, requestsPerSecond: 0 },
})
