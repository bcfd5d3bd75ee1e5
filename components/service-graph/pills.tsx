import { memo, useMemo } from 'react'
import type { Edge, ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { EdgePill } from './pill'
import { PillView } from './pill-view'
import { placePills } from './place-pills'
import { routesOf } from './to-cytoscape'
import type { ArrangedGraph } from './use-arrangement'
import { nodeTitle, trafficWords } from './words'

function spokenEdge({ source, target, traffic }: Edge, { nodes }: ServiceGraph): string {
  const title = (id: string) => {
    const node = nodes.find((one) => one.id === id)
    return node ? nodeTitle(node) : id
  }
  return `${title(source)} to ${title(target)}, ${trafficWords(traffic)}`
}

export const Pills = memo(function Pills({
  arranged: { graph, arrangement },
  pills,
  selected,
  onOpen,
}: {
  arranged: ArrangedGraph
  pills: readonly EdgePill[]
  selected: string | null
  onOpen: (id: string) => void
}) {
  const placed = useMemo(
    () =>
      placePills({
        pills,
        routes: routesOf(graph, arrangement),
        slots: arrangement.slots,
        cards: graph.nodes.flatMap(({ id }) => arrangement.positions.get(id) ?? []),
      }),
    [pills, graph, arrangement],
  )
  const edges = new Map(graph.edges.map((edge) => [edge.id, edge]))
  return placed.map((one) => {
    const edge = edges.get(one.edgeId)
    return (
      edge && (
        <PillView
          key={one.edgeId}
          placed={one}
          spoken={spokenEdge(edge, graph)}
          isSelected={one.edgeId === selected}
          onOpen={() => onOpen(one.edgeId)}
        />
      )
    )
  })
})
