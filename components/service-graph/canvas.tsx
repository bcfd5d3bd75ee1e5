'use client'
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import { useIsDark } from '@/components/ui/theme'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { EdgeLabel } from '@/lib/search-params/graph'
import { canvasStyle } from './canvas-style'
import { expandOf } from './card'
import { Cards } from './cards'
import { fitPicture, show, spaceOf, zoomBy } from './draw'
import { GraphSkeleton } from './graph-skeleton'
import { HullHeading, HullView } from './hull-view'
import { toHulls } from './hulls'
import { Minimap } from './minimap'
import { type EdgePill, toPills } from './pill'
import { Pills } from './pills'
import { type ArrangedGraph, useArrangement } from './use-arrangement'
import {
  moveByKey,
  useFound,
  useOpening,
  useSelection,
  useTaps,
  walkByKey,
} from './use-canvas-events'
import { useCytoscape } from './use-cytoscape'
import { useMoves } from './use-moves'
import { useTabStops } from './use-tab-stops'
import { ZoomControls } from './zoom-controls'

/** What is on the canvas, for who makes a file of it. */
export type Drawn = { arranged: ArrangedGraph; pills: readonly EdgePill[] }

export type CanvasProps = {
  graph: ServiceGraph
  /** A new one asks for a full layout. */
  layoutKey: string
  labels: readonly EdgeLabel[]
  selected: string | null
  found: ReadonlySet<string>
  /** Groups that are open. What comes with one more of them is what is shown. */
  expand: readonly string[]
  drawn: RefObject<Drawn | null>
  onSelect: (id: string | null) => void
  onExpand: (token: string) => void
}

export function Canvas({
  graph,
  layoutKey,
  labels,
  selected,
  found,
  expand,
  drawn,
  onSelect,
  onExpand,
}: CanvasProps) {
  const [container, setContainer] = useState<HTMLElement | null>(null)
  const canvas = useCytoscape(container)
  const pills = useMemo(() => toPills(graph, labels), [graph, labels])
  const { arranged, move, rearrange } = useArrangement({
    graph,
    key: layoutKey,
    pills,
    space: useMemo(() => canvas && (() => spaceOf(canvas.cy)), [canvas]),
  })
  const hulls = useMemo(
    () => (arranged ? toHulls(arranged.graph, arranged.arrangement) : []),
    [arranged],
  )
  const stops = useTabStops(arranged, selected)
  useEffect(() => {
    drawn.current = arranged && { arranged, pills }
    return () => {
      drawn.current = null
    }
  }, [drawn, arranged, pills])

  /** A group opens in place; what is one thing is told about in the panel. */
  const open = (id: string | null) => {
    const node = graph.nodes.find((one) => one.id === id)
    const token = node ? expandOf(node) : null
    if (token === null) onSelect(id)
    else onExpand(token)
  }

  useEffect(() => {
    if (canvas && arranged) show(canvas.cy, arranged)
  }, [canvas, arranged])
  useOpening(canvas, arranged, expand)
  useSelection(canvas, arranged, selected)
  useFound(canvas, arranged, found)
  useTaps(canvas, open)
  useMoves(canvas, move)

  const isDark = useIsDark()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the tokens resolve to
  useEffect(() => {
    if (canvas && container) canvas.cy.style(canvasStyle(container))
  }, [canvas, container, isDark])

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!canvas || !arranged) return
    if (event.shiftKey) moveByKey(event, arranged, move)
    else walkByKey(event, canvas, arranged, stops.around)
  }
  return (
    <>
      <section
        ref={setContainer}
        aria-label="Service graph: arrow keys move along the edges, Tab goes from a card to its edges, Enter opens, Escape closes, Shift and arrow keys move a card"
        onKeyDown={onKeyDown}
        className="isolate size-full touch-none overflow-clip"
      >
        {/* Portals inside of this element, so that keys pressed on a card are heard here. */}
        {canvas && arranged && (
          <>
            {createPortal(
              hulls.map((hull) => <HullView key={hull.key} hull={hull} />),
              canvas.below,
            )}
            {createPortal(
              <>
                {hulls.map((hull) => (
                  <HullHeading key={hull.key} hull={hull} />
                ))}
                <Cards
                  arranged={arranged}
                  selected={selected}
                  found={found}
                  tabStop={stops.card}
                  onOpen={open}
                  onVisit={stops.onVisitCard}
                />
                <Pills
                  arranged={arranged}
                  pills={pills}
                  selected={selected}
                  stops={stops}
                  onOpen={onSelect}
                />
              </>,
              canvas.above,
            )}
          </>
        )}
      </section>
      {canvas && arranged ? (
        <>
          <Minimap canvas={canvas} arranged={arranged} />
          <ZoomControls
            onZoom={(factor) => zoomBy(canvas.cy, factor)}
            onFit={() => fitPicture(canvas.cy, arranged)}
            onArrange={rearrange}
          />
        </>
      ) : (
        <GraphSkeleton />
      )}
    </>
  )
}
