import type { SplitSearch, SplitsSearch } from '../api/splits'
import { parseScope, type Scope, scopeDefaults, withoutDefaults, writtenScope } from './scope'
import { oneOf, windowText } from './values'

export const trafficFilters = ['all', 'attention'] as const
export type TrafficFilter = (typeof trafficFilters)[number]

/** All that a pasted link to the list of splits carries. */
export type TrafficScreenSearch = Scope & {
  /** Free text over the names on screen. */
  find: string
  show: TrafficFilter
}

export const trafficDefaults: TrafficScreenSearch = { ...scopeDefaults, find: '', show: 'all' }

const longestFind = 100

export const parseTrafficSearch = (params: URLSearchParams): TrafficScreenSearch => ({
  ...parseScope(params),
  find: (params.get('find') ?? '').slice(0, longestFind),
  show: oneOf(params.get('show'), trafficFilters) ?? trafficDefaults.show,
})

const written = ({ find, show, ...scope }: TrafficScreenSearch) => ({
  ...writtenScope(scope),
  find,
  show,
})

export const toTrafficQuery = (search: TrafficScreenSearch): URLSearchParams =>
  withoutDefaults(written(search), written(trafficDefaults))

/** What of the list's search the API is asked; finding and filtering are the browser's. */
export const toSplitsQuestion = ({ namespaces, window, at }: Scope): SplitsSearch => ({
  namespaces,
  window,
  ...(at === null ? {} : { at }),
})

export const toSplitQuestion = ({ window, at }: Pick<Scope, 'window' | 'at'>): SplitSearch => ({
  window,
  ...(at === null ? {} : { at }),
})

export const toSplitScreenQuery = (scope: Scope): URLSearchParams =>
  withoutDefaults(writtenScope(scope), writtenScope(scopeDefaults))

/** The question as the API's query string. */
export function splitsQuestionQuery({
  window,
  at,
  namespaces = [],
}: Partial<SplitsSearch> & SplitSearch): URLSearchParams {
  const query = new URLSearchParams({ window: windowText(window) })
  if (namespaces.length > 0) query.set('namespaces', namespaces.join(','))
  if (at !== undefined) query.set('at', String(at))
  return query
}
