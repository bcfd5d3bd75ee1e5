'use client'
import { useMemo, useState } from 'react'
import type { Edge } from '@/lib/domain/service-graph/graph'
import { firstCard } from './draw'
import type { ArrangedGraph } from './use-arrangement'
import { edgesAround } from './walk-edges'

/** One card and one edge are in the tab order: arrows lead from there to all others. */
export type TabStops = {
  /** The one last visited, else the selected, else the first. */
  card: string | null
  /** Of that card, in the order in which keys go through them. */
  around: readonly Edge[]
  edge: string | null
  onVisitCard: (id: string) => void
  onVisitEdge: (edge: Edge) => void
}

const none: readonly Edge[] = []

export function useTabStops(arranged: ArrangedGraph | null, selected: string | null): TabStops {
  const [visitedCard, setCard] = useState<string | null>(null)
  const [visitedEdge, setEdge] = useState<string | null>(null)
  const first = useMemo(() => arranged && (firstCard(arranged)?.id ?? null), [arranged])
  const isDrawn = (id: string | null) => arranged?.graph.nodes.some((node) => node.id === id)
  const card = [visitedCard, selected, first].find(isDrawn) ?? null
  const around = useMemo(
    () =>
      arranged && card !== null
        ? edgesAround(card, arranged.graph.edges, arranged.arrangement.positions)
        : none,
    [arranged, card],
  )
  const edge = around.find(({ id }) => id === visitedEdge) ?? around[0]
  return {
    card,
    around,
    edge: edge?.id ?? null,
    onVisitCard: setCard,
    onVisitEdge: ({ id, source, target }) => {
      setEdge(id)
      if (card !== source && card !== target) setCard(source)
    },
  }
}
