'use client'
import { useQuery } from '@tanstack/react-query'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { parseNodeId } from '@/lib/domain/service-graph/ids'
import { serviceGraphQuery } from '@/lib/queries/service-graph'
import { type GraphScreenSearch, toGraphQuestion } from '@/lib/search-params/graph'

const isIn = ({ nodes, edges }: ServiceGraph, id: string) =>
  nodes.some((node) => node.id === id) || edges.some((edge) => edge.id === id)

/** An edge's id begins with its source's. */
const nodeOf = (selected: string) => selected.split('>')[0] ?? ''

/**
 * The graph in which the selection is: the one on screen; else (it is part of a group there, or a row
 * of the table) what is around it, asked for by itself. `null` while that is on its way.
 */
export function useGraphAround(
  selected: string,
  shown: ServiceGraph,
  search: GraphScreenSearch,
): ServiceGraph | null {
  const node = nodeOf(selected)
  const isElsewhere = !isIn(shown, selected) && parseNodeId(node) !== null
  const around = { ...search, find: '', hide: '', focus: node, hops: 1 }
  const { data, isPending } = useQuery({
    ...serviceGraphQuery(toGraphQuestion(around), search.at === null ? search.refresh : 0),
    enabled: isElsewhere,
  })
  if (!isElsewhere) return shown
  return isPending ? null : (data?.data ?? shown)
}
