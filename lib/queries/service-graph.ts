import { queryOptions } from '@tanstack/react-query'
import type { GraphReply, GraphSearch } from '../api/graph'
import { questionQuery } from '../search-params/graph'
import { fetchJson } from './fetch-json'
import { renewed } from './renewed'

const topics = ['graph'] as const

/**
 * The key is the question, so that a page prefetches it and every panel shares it.
 */
export const serviceGraphQuery = (question: GraphSearch, refreshSeconds = 0) =>
  queryOptions({
    queryKey: ['service-graph', question],
    queryFn: ({ signal }) =>
      fetchJson<GraphReply>(`/api/v1/graph?${questionQuery(question)}`, signal),
    ...renewed(refreshSeconds, topics),
  })
