import { queryOptions } from '@tanstack/react-query'
import type {
  SplitCandidatesReply,
  SplitReply,
  SplitSearch,
  SplitsReply,
  SplitsSearch,
} from '../api/splits'
import { type SplitRef, splitPath } from '../search-params/routes'
import { splitsQuestionQuery } from '../search-params/traffic'
import { fetchJson } from './fetch-json'
import { refreshEvery } from './live/refresh-every'

export const splitsUrl = '/api/v1/splits'

const afterFailureMs = 15_000

/** How all of these are renewed; a failed question is asked again even when refreshing is off. */
const renewed = (refreshSeconds: number) => ({
  meta: refreshSeconds === 0 ? {} : { topics: ['splits'] as const, refreshSeconds },
  refetchInterval: (query: { state: { status: string } }) =>
    refreshEvery(refreshSeconds) || (query.state.status === 'error' && afterFailureMs),
  refetchIntervalInBackground: false,
  staleTime: 5000,
  retry: false,
})

export const splitsQuery = (question: SplitsSearch, refreshSeconds = 0) =>
  queryOptions({
    queryKey: ['splits', question],
    queryFn: ({ signal }) =>
      fetchJson<SplitsReply>(`${splitsUrl}?${splitsQuestionQuery(question)}`, signal),
    ...renewed(refreshSeconds),
  })

/** Services with several versions and no route that splits them. */
export const splitCandidatesQuery = (question: SplitsSearch, refreshSeconds = 0) =>
  queryOptions({
    queryKey: ['split-candidates', question],
    queryFn: ({ signal }) =>
      fetchJson<SplitCandidatesReply>(
        `${splitsUrl}/candidates?${splitsQuestionQuery(question)}`,
        signal,
      ),
    ...renewed(refreshSeconds),
  })

export const splitQuery = (split: SplitRef, question: SplitSearch, refreshSeconds = 0) =>
  queryOptions({
    queryKey: ['split', split, question],
    queryFn: ({ signal }) =>
      fetchJson<SplitReply>(
        `${splitsUrl}/${splitPath(split)}?${splitsQuestionQuery(question)}`,
        signal,
      ),
    ...renewed(refreshSeconds),
  })
