import { memo } from 'react'
import { Card } from './card'
import type { ArrangedGraph } from './use-arrangement'

export const Cards = memo(function Cards({
  arranged: { graph, arrangement },
  selected,
  found,
  tabStop,
  onOpen,
  onVisit,
}: {
  arranged: ArrangedGraph
  selected: string | null
  found: ReadonlySet<string>
  /** The card that is in the tab order. */
  tabStop: string | null
  onOpen: (id: string) => void
  /** It was given the focus. */
  onVisit: (id: string) => void
}) {
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
              onVisit={() => onVisit(node.id)}
            />
          )
        )
      })}
    </>
  )
})
