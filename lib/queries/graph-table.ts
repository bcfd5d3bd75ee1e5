import { infiniteQueryOptions } from '@tanstack/react-query'
import type { TableReply } from '../api/graph-table'
import { type TableQuestion, tableQuestionQuery } from '../search-params/graph'
import { fetchFile, fetchJson } from './fetch-json'
import { renewed } from './renewed'

const url = (question: TableQuestion, cursor: string | null): string => {
  const query = tableQuestionQuery(question)
  if (cursor !== null) query.set('cursor', cursor)
  return `/api/v1/graph/table?${query}`
}

/** All edges, a page at a time as the reader scrolls to them. */
export const graphTableQuery = (question: TableQuestion, refreshSeconds: number) =>
  infiniteQueryOptions({
    queryKey: ['graph-table', question],
    queryFn: ({ signal, pageParam }) => fetchJson<TableReply>(url(question, pageParam), signal),
    // The type parameter cannot be told any other way.
    initialPageParam: null as string | null,
    getNextPageParam: ({ data }) => data.next,
    ...renewed(refreshSeconds, ['graph']),
  })

/** The same rows as a file, uncut. */
export const fetchTableCsv = (question: TableQuestion, signal: AbortSignal): Promise<Blob> =>
  fetchFile(url(question, null), 'text/csv', signal)
