'use client'
import { useQuery } from '@tanstack/react-query'
import type { GraphReply, GraphSearch } from '@/lib/api/graph'
import { serviceGraphQuery } from '@/lib/queries/service-graph'
import { type LastGood, useLastGood } from '@/lib/queries/use-last-good'
import { type GraphScreenSearch, toGraphQuestion } from '@/lib/search-params/graph'

export type GraphPicture = LastGood<GraphReply, GraphSearch>

/** `limit` is how many nodes there is room for. */
export function useGraphPicture(search: GraphScreenSearch, limit: number): GraphPicture {
  const question = toGraphQuestion(search, limit)
  const refresh = search.at === null ? search.refresh : 0
  return useLastGood(useQuery(serviceGraphQuery(question, refresh)), question)
}
