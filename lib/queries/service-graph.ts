import { queryOptions } from '@tanstack/react-query'
import type { GraphReply, GraphSearch } from '../api/graph'
import { questionQuery } from '../search-params/graph'
import { fetchJson } from './fetch-json'
import { refreshEvery } from './live/refresh-every'

const afterFailureMs = 15_000

/**
 * The key is the question, so that a page prefetches it and every panel shares it. A failed
 * question is asked again even when refreshing is off: the picture heals by itself.
 */
export const serviceGraphQuery = (question: GraphSearch, refreshSeconds = 0) =>
  queryOptions({
    queryKey: ['service-graph', question],
    queryFn: ({ signal }) =>
      fetchJson<GraphReply>(`/api/v1/graph?${questionQuery(question)}`, signal),
    // A picture that shall stay as it is (refresh off, or of the past) hears of no change either.
    meta: refreshSeconds === 0 ? {} : { topics: ['graph'], refreshSeconds },
    refetchInterval: (query) =>
      refreshEvery(refreshSeconds) || (query.state.status === 'error' && afterFailureMs),
    refetchIntervalInBackground: false,
    staleTime: 5000,
    retry: false,
  })
