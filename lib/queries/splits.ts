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
import { renewed } from './renewed'

export const splitsUrl = '/api/v1/splits'

const topics = ['splits'] as const

export const splitsQuery = (question: SplitsSearch, refreshSeconds = 0) =>
  queryOptions({
    queryKey: ['splits', question],
    queryFn: ({ signal }) =>
      fetchJson<SplitsReply>(`${splitsUrl}?${splitsQuestionQuery(question)}`, signal),
    ...renewed(refreshSeconds, topics),
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
    ...renewed(refreshSeconds, topics),
  })

export const splitQuery = (split: SplitRef, question: SplitSearch, refreshSeconds = 0) =>
  queryOptions({
    queryKey: ['split', split, question],
    queryFn: ({ signal }) =>
      fetchJson<SplitReply>(
        `${splitsUrl}/${splitPath(split)}?${splitsQuestionQuery(question)}`,
        signal,
      ),
    ...renewed(refreshSeconds, topics),
  })
