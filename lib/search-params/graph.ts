import type { GraphSearch } from '../api/graph'
import { type GraphView, graphViews } from '../domain/service-graph/graph'
import { parseScope, type Scope, scopeDefaults, withoutDefaults, writtenScope } from './scope'
import { isYes, oneOf, windowText } from './values'

/** What may be written on an edge, in the order in which it is written. */
export const edgeLabels = ['rate', 'share', 'errors', 'p50', 'p95', 'p99', 'bytes', 'mtls'] as const
export type EdgeLabel = (typeof edgeLabels)[number]

/** All that a pasted link to the graph carries. */
export type GraphScreenSearch = Scope & {
  view: GraphView
  services: boolean
  edges: EdgeLabel[]
  /** The id of a node or an edge. */
  selected: string | null
}

export const graphDefaults: GraphScreenSearch = {
  ...scopeDefaults,
  view: 'workload',
  services: false,
  edges: ['rate', 'errors', 'p95'],
  selected: null,
}

function edgeLabelsOf(text: string | null): EdgeLabel[] | null {
  if (text === null) return null
  const asked = text.split(',')
  const known = edgeLabels.filter((label) => asked.includes(label))
  return known.length > 0 || text === '' ? known : null
}

export const parseGraphSearch = (params: URLSearchParams): GraphScreenSearch => ({
  ...parseScope(params),
  view: oneOf(params.get('view'), graphViews) ?? graphDefaults.view,
  services: isYes(params.get('services')),
  edges: edgeLabelsOf(params.get('edges')) ?? graphDefaults.edges,
  selected: params.get('selected') || null,
})

const written = ({ view, services, edges, selected, ...scope }: GraphScreenSearch) => ({
  view,
  ...writtenScope(scope),
  services: String(services),
  edges: edges.join(','),
  selected: selected ?? '',
})

export const toGraphQuery = (search: GraphScreenSearch): URLSearchParams =>
  withoutDefaults(written(search), written(graphDefaults))

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
