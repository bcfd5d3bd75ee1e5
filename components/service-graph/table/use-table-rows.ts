'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { TableReply } from '@/lib/api/graph-table'
import type { TableRow } from '@/lib/domain/service-graph/table'
import { graphTableQuery } from '@/lib/queries/graph-table'
import { type LastGood, useLastGood } from '@/lib/queries/use-last-good'
import {
  type GraphScreenSearch,
  type TableQuestion,
  toTableQuestion,
} from '@/lib/search-params/graph'

export type TableRows = LastGood<{ pages: TableReply[] }, TableQuestion> & {
  rows: TableRow[]
  /** How many there are, also those that have not been asked for. */
  total: number
  /** Asks for more rows; does nothing while it does, and when there are none. */
  more: () => void
}

export function useTableRows(search: GraphScreenSearch): TableRows {
  const question = toTableQuestion(search)
  const query = useInfiniteQuery(graphTableQuery(question, search.at === null ? search.refresh : 0))
  const known = useLastGood(query, question)
  const pages = known.shown?.reply.pages
  const rows = useMemo(() => pages?.flatMap(({ data }) => data.rows) ?? [], [pages])
  return {
    ...known,
    rows,
    total: pages?.at(-1)?.data.total ?? 0,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
  }
}
