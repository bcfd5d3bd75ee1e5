'use client'
import { useQuery } from '@tanstack/react-query'
import type { GraphReply, GraphSearch } from '@/lib/api/graph'
import { serviceGraphQuery } from '@/lib/queries/service-graph'
import { type LastGood, useLastGood } from '@/lib/queries/use-last-good'
import { type GraphScreenSearch, toGraphQuestion } from '@/lib/search-params/graph'

export type GraphPicture = LastGood<GraphReply, GraphSearch>

export function useGraphPicture(search: GraphScreenSearch): GraphPicture {
  const question = toGraphQuestion(search)
  const refresh = search.at === null ? search.refresh : 0
  return useLastGood(useQuery(serviceGraphQuery(question, refresh)), question)
}
