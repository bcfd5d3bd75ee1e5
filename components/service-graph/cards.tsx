import { memo, useMemo, useState } from 'react'
import { Card } from './card'
import { firstCard } from './draw'
import type { ArrangedGraph } from './use-arrangement'

/** One card is in the tab order: the one last visited, else the selected, else the first. */
export const Cards = memo(function Cards({
  arranged,
  selected,
  found,
  onOpen,
}: {
  arranged: ArrangedGraph
  selected: string | null
  found: ReadonlySet<string>
  onOpen: (id: string) => void
}) {
  const { graph, arrangement } = arranged
  const first = useMemo(() => firstCard(arranged)?.id ?? null, [arranged])
  const [visited, setVisited] = useState<string | null>(null)
  const tabStop = [visited, selected, first].find((id) =>
    graph.nodes.some((node) => node.id === id),
  )
  return (
    <>
      {graph.nodes.map((node) => {
        const at = arrangement.positions.get(node.id)
        return (
          at && (
            <Card
              key={node.id}
              node={node}
              at={at}
              isSelected={node.id === selected}
              isFound={found.has(node.id)}
              isTabStop={node.id === tabStop}
              onOpen={() => onOpen(node.id)}
              onVisit={() => setVisited(node.id)}
            />
          )
        )
      })}
    </>
  )
})
