import { memo, useMemo } from 'react'
import type { Edge, ServiceGraph } from '@/lib/domain/service-graph/graph'
import { type Route, samplePath } from './edge-path'
import { EdgeStop } from './edge-stop'
import type { EdgePill } from './pill'
import { PillView } from './pill-view'
import { placePills } from './place-pills'
import { routesOf } from './to-cytoscape'
import type { ArrangedGraph } from './use-arrangement'
import type { TabStops } from './use-tab-stops'
import { nodeTitle, trafficWords } from './words'

function spokenEdge({ source, target, traffic }: Edge, { nodes }: ServiceGraph): string {
  const title = (id: string) => {
    const node = nodes.find((one) => one.id === id)
    return node ? nodeTitle(node) : id
  }
  return `${title(source)} to ${title(target)}, ${trafficWords(traffic)}`
}

const middleOf = (route: Route) => {
  const path = samplePath(route)
  return path[Math.floor(path.length / 2)]
}

/** Every edge has a button: its pill; without one, a stop for keys where a card's edges are walked. */
export const Pills = memo(function Pills({
  arranged: { graph, arrangement },
  pills,
  selected,
  stops: { around, edge: tabStop, onVisitEdge },
  onOpen,
}: {
  arranged: ArrangedGraph
  pills: readonly EdgePill[]
  selected: string | null
  stops: TabStops
  onOpen: (id: string) => void
}) {
  const routes = useMemo(() => routesOf(graph, arrangement), [graph, arrangement])
  const placed = useMemo(
    () =>
      placePills({
        pills,
        routes,
        slots: arrangement.slots,
        cards: graph.nodes.flatMap(({ id }) => arrangement.positions.get(id) ?? []),
      }),
    [pills, graph, arrangement, routes],
  )
  const edges = new Map(graph.edges.map((edge) => [edge.id, edge]))
  const hasPill = new Set(placed.map(({ edgeId }) => edgeId))
  const propsOf = (edge: Edge) => ({
    spoken: spokenEdge(edge, graph),
    isSelected: edge.id === selected,
    isTabStop: edge.id === tabStop,
    onOpen: () => onOpen(edge.id),
    onVisit: () => onVisitEdge(edge),
  })
  return (
    <>
      {placed.map((one) => {
        const edge = edges.get(one.edgeId)
        return edge && <PillView key={edge.id} placed={one} {...propsOf(edge)} />
      })}
      {around.map((edge) => {
        const at = hasPill.has(edge.id) ? null : middleOf(routes.get(edge.id) ?? [])
        return at && <EdgeStop key={edge.id} edgeId={edge.id} at={at} {...propsOf(edge)} />
      })}
    </>
  )
})
