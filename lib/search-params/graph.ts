import type { GraphSearch } from '../api/graph'
import { isReadable } from '../domain/find/parse'
import { type GraphView, graphViews } from '../domain/service-graph/graph'
import { parseNodeId } from '../domain/service-graph/ids'
import { type TableSort, tableColumns } from '../domain/service-graph/table'
import { parseScope, type Scope, scopeDefaults, withoutDefaults, writtenScope } from './scope'
import { isYes, listOf, oneOf, wholeNumberOf, windowText } from './values'

/** What may be written on an edge, in the order in which it is written. */
export const edgeLabels = ['rate', 'share', 'errors', 'p50', 'p95', 'p99', 'bytes', 'mtls'] as const
export type EdgeLabel = (typeof edgeLabels)[number]

/** The same edges drawn, or as rows. */
export const graphForms = ['picture', 'table'] as const
export type GraphForm = (typeof graphForms)[number]

export const hopChoices = [1, 2, 3, 4, 5, 6] as const

/** All that a pasted link to the graph carries. */
export type GraphScreenSearch = Scope & {
  view: GraphView
  services: boolean
  edges: EdgeLabel[]
  form: GraphForm
  sort: TableSort
  /** In the language of lib/domain/find; empty is nothing. */
  find: string
  hide: string
  /** The id of a node: only it and what is at most `hops` calls away. */
  focus: string | null
  hops: number
  /** Groups that are opened, as their nodes say it. */
  expand: string[]
  /** The id of a node or an edge. */
  selected: string | null
}

export const graphDefaults: GraphScreenSearch = {
  ...scopeDefaults,
  view: 'workload',
  services: false,
  // Latencies cost the store more than all other questions together: they are a choice.
  edges: ['rate', 'errors'],
  form: 'picture',
  sort: '-requestsPerSecond',
  find: '',
  hide: '',
  focus: null,
  hops: 1,
  expand: [],
  selected: null,
}

function edgeLabelsOf(text: string | null): EdgeLabel[] | null {
  if (text === null) return null
  const asked = text.split(',')
  const known = edgeLabels.filter((label) => asked.includes(label))
  return known.length > 0 || text === '' ? known : null
}

const sorts = tableColumns.flatMap((column): TableSort[] => [column, `-${column}`])

const longestFind = 500

const findOf = (text: string | null): string =>
  text !== null && text.length <= longestFind && isReadable(text) ? text : ''

const nodeOf = (id: string | null) => (id !== null && parseNodeId(id) !== null ? id : null)

export const parseGraphSearch = (params: URLSearchParams): GraphScreenSearch => ({
  ...parseScope(params),
  view: oneOf(params.get('view'), graphViews) ?? graphDefaults.view,
  services: isYes(params.get('services')),
  edges: edgeLabelsOf(params.get('edges')) ?? graphDefaults.edges,
  form: oneOf(params.get('form'), graphForms) ?? graphDefaults.form,
  sort: oneOf(params.get('sort'), sorts) ?? graphDefaults.sort,
  find: findOf(params.get('find')),
  hide: findOf(params.get('hide')),
  focus: nodeOf(params.get('focus')),
  hops: wholeNumberOf(params.get('hops'), 1, 6) ?? graphDefaults.hops,
  expand: listOf(params.get('expand')),
  selected: params.get('selected') || null,
})

const written = (search: GraphScreenSearch) => ({
  view: search.view,
  ...writtenScope(search),
  services: String(search.services),
  edges: search.edges.join(','),
  form: search.form,
  sort: search.sort,
  find: search.find,
  hide: search.hide,
  focus: search.focus ?? '',
  // Of no meaning without a focus.
  hops: String(search.focus === null ? graphDefaults.hops : search.hops),
  expand: search.expand.join(','),
  selected: search.selected ?? '',
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

/**
 * What of a screen's search the API is asked. Latency and mTLS cost queries: only when shown.
 * `limit` is how many nodes the screen has room for; without it nothing is grouped.
 */
export const toGraphQuestion = (search: GraphScreenSearch, limit?: number): GraphSearch => ({
  ...nothingMore,
  view: search.view,
  namespaces: search.namespaces,
  window: search.window,
  ...(search.at === null ? {} : { at: search.at }),
  services: search.services,
  latency: search.edges.some((label) => latencyLabels.includes(label)),
  mtls: search.edges.includes('mtls'),
  bytes: search.edges.includes('bytes'),
  ...(limit === undefined ? {} : { limit }),
  expand: limit === undefined ? [] : search.expand,
  ...(search.focus === null ? {} : { focus: search.focus, hops: search.hops }),
  ...(search.find === '' ? {} : { find: search.find }),
  ...(search.hide === '' ? {} : { hide: search.hide }),
})

/** The same question for rows: nothing is gathered in groups, and they have an order. */
export type TableQuestion = Omit<GraphSearch, 'limit' | 'expand'> & { sort: TableSort }

export function toTableQuestion(search: GraphScreenSearch): TableQuestion {
  const { expand: _, ...question } = toGraphQuestion(search)
  return { ...question, sort: search.sort }
}

export function tableQuestionQuery({ sort, ...question }: TableQuestion): URLSearchParams {
  const query = questionQuery({ ...question, expand: [] })
  if (sort !== graphDefaults.sort) query.set('sort', sort)
  return query
}

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
