import type { GraphSearch } from '../api/graph'
import { type GraphView, graphViews } from '../domain/service-graph/graph'
import { isYes, momentOf, namespacesOf, oneOf, windowOf, windowText } from './values'

/** What may be written on an edge, in the order in which it is written. */
export const edgeLabels = ['rate', 'share', 'errors', 'p50', 'p95', 'p99', 'bytes', 'mtls'] as const
export type EdgeLabel = (typeof edgeLabels)[number]

export const windowChoices = [60, 300, 900, 3600, 21_600, 86_400, 604_800] as const
/** Seconds between two questions; 0 is off. */
export const refreshChoices = [0, 5, 15, 60] as const

/** All that a pasted link to the graph carries. */
export type GraphScreenSearch = {
  view: GraphView
  namespaces: string[]
  /** Seconds. */
  window: number
  /** Epoch ms; `null` is now. */
  at: number | null
  services: boolean
  edges: EdgeLabel[]
  /** Seconds; 0 is off. */
  refresh: number
  /** The id of a node or an edge. */
  selected: string | null
}

export const graphDefaults: GraphScreenSearch = {
  view: 'workload',
  namespaces: [],
  window: 300,
  at: null,
  services: false,
  edges: ['rate', 'errors', 'p95'],
  refresh: 15,
  selected: null,
}

function edgeLabelsOf(text: string | null): EdgeLabel[] | null {
  if (text === null) return null
  const asked = text.split(',')
  const known = edgeLabels.filter((label) => asked.includes(label))
  return known.length > 0 || text === '' ? known : null
}

function refreshOf(text: string | null): number | null {
  const seconds = text === null || text === '' ? Number.NaN : Number(text)
  return refreshChoices.find((choice) => choice === seconds) ?? null
}

export function parseGraphSearch(params: URLSearchParams): GraphScreenSearch {
  return {
    view: oneOf(params.get('view'), graphViews) ?? graphDefaults.view,
    namespaces: namespacesOf(params.get('namespaces')),
    window: windowOf(params.get('window')) ?? graphDefaults.window,
    at: momentOf(params.get('at')),
    services: isYes(params.get('services')),
    edges: edgeLabelsOf(params.get('edges')) ?? graphDefaults.edges,
    refresh: refreshOf(params.get('refresh')) ?? graphDefaults.refresh,
    selected: params.get('selected') || null,
  }
}

/** Without what is the default, so that links stay short. */
export function toGraphQuery(search: GraphScreenSearch): URLSearchParams {
  const written: Record<keyof GraphScreenSearch, string> = {
    view: search.view,
    namespaces: search.namespaces.join(','),
    window: windowText(search.window),
    at: search.at === null ? '' : String(search.at),
    services: String(search.services),
    edges: search.edges.join(','),
    refresh: String(search.refresh),
    selected: search.selected ?? '',
  }
  const defaults: typeof written = {
    view: graphDefaults.view,
    namespaces: '',
    window: windowText(graphDefaults.window),
    at: '',
    services: 'false',
    edges: graphDefaults.edges.join(','),
    refresh: String(graphDefaults.refresh),
    selected: '',
  }
  const names = Object.keys(written) as (keyof GraphScreenSearch)[] // exactly the record's own keys
  return new URLSearchParams(
    names.filter((name) => written[name] !== defaults[name]).map((name) => [name, written[name]]),
  )
}

const latencyLabels: readonly EdgeLabel[] = ['p50', 'p95', 'p99']

/** Those of the wanted labels that an answer to the question can fill. */
export const answeredLabels = (
  labels: readonly EdgeLabel[],
  { latency, mtls }: Pick<GraphSearch, 'latency' | 'mtls'>,
): EdgeLabel[] =>
  labels.filter(
    (label) => (latency || !latencyLabels.includes(label)) && (mtls || label !== 'mtls'),
  )

/** A question that asks for nothing beside the traffic itself. */
export const nothingMore = {
  services: false,
  latency: false,
  mtls: false,
  bytes: false,
  waypoints: false,
  expand: [],
  hops: 1,
  scrapers: [],
} satisfies Partial<GraphSearch>

/** What of a screen's search the API is asked. Latency and mTLS cost queries: only when shown. */
export const toGraphQuestion = (search: GraphScreenSearch): GraphSearch => ({
  ...nothingMore,
  view: search.view,
  namespaces: search.namespaces,
  window: search.window,
  ...(search.at === null ? {} : { at: search.at }),
  services: search.services,
  latency: search.edges.some((label) => latencyLabels.includes(label)),
  mtls: search.edges.includes('mtls'),
  bytes: search.edges.includes('bytes'),
})

/** The question as the API's query string. */
export function questionQuery(question: GraphSearch): URLSearchParams {
  const query = new URLSearchParams({ view: question.view, window: windowText(question.window) })
  if (question.namespaces.length > 0) query.set('namespaces', question.namespaces.join(','))
  if (question.at !== undefined) query.set('at', String(question.at))
  for (const name of ['services', 'latency', 'mtls', 'bytes', 'waypoints'] as const)
    if (question[name]) query.set(name, 'true')
  for (const name of ['expand', 'scrapers'] as const)
    if (question[name].length > 0) query.set(name, question[name].join(','))
  for (const name of ['focus', 'find', 'hide'] as const)
    if (question[name]) query.set(name, question[name])
  if (question.limit !== undefined) query.set('limit', String(question.limit))
  if (question.focus) query.set('hops', String(question.hops))
  return query
}
