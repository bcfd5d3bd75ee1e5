import { queryOptions } from '@tanstack/react-query'
import type { ChangesReply } from '../api/changes'
import { fetchJson } from './fetch-json'
import { renewed } from './renewed'
import { elementQuery, type SeriesQuestion } from './series'

export type ChangesQuestion = Omit<SeriesQuestion, 'latency'>

/** Since when something is in trouble, and what was changed around then. */
export const changesQuery = (question: ChangesQuestion, refreshSeconds: number) =>
  queryOptions({
    queryKey: ['changes', question],
    queryFn: ({ signal }) =>
      fetchJson<ChangesReply>(`/api/v1/changes?${elementQuery(question)}`, signal),
    ...renewed(refreshSeconds, ['config']),
  })
