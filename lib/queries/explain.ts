import { queryOptions } from '@tanstack/react-query'
import type { ExplainReply, ExplainSearch } from '../api/explain'
import { windowText } from '../search-params/values'
import { fetchJson } from './fetch-json'
import { renewed } from './renewed'

function explainUrl({ namespaces, window, at }: ExplainSearch): string {
  const query = new URLSearchParams({ window: windowText(window) })
  if (namespaces.length > 0) query.set('namespaces', namespaces.join(','))
  if (at !== undefined) query.set('at', String(at))
  return `/api/v1/explain?${query}`
}

/** Why the graph is what it is. */
export const explainQuery = (search: ExplainSearch, refreshSeconds: number) =>
  queryOptions({
    queryKey: ['explain', search],
    queryFn: ({ signal }) => fetchJson<ExplainReply>(explainUrl(search), signal),
    ...renewed(refreshSeconds, ['graph']),
  })
