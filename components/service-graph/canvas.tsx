'use client'
import { useEffect, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import { useIsDark } from '@/components/ui/theme'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { EdgeLabel } from '@/lib/search-params/graph'
import { canvasStyle } from './canvas-style'
import { Cards } from './cards'
import { fitPicture, show, spaceOf, zoomBy } from './draw'
import { GraphSkeleton } from './graph-skeleton'
import { HullView } from './hull-view'
import { toHulls } from './hulls'
import { toPills } from './pill'
import { Pills } from './pills'
import { useArrangement } from './use-arrangement'
import { useOpening, useSelection, useTaps, walkByKey } from './use-canvas-events'
import { useCytoscape } from './use-cytoscape'
import { ZoomControls } from './zoom-controls'

export type CanvasProps = {
  graph: ServiceGraph
  /** A new one asks for a full layout. */
  layoutKey: string
  labels: readonly EdgeLabel[]
  selected: string | null
  onSelect: (id: string | null) => void
}

export function Canvas({ graph, layoutKey, labels, selected, onSelect }: CanvasProps) {
  const [container, setContainer] = useState<HTMLElement | null>(null)
  const [arranging, setArranging] = useState(0)
  const canvas = useCytoscape(container)
  const pills = useMemo(() => toPills(graph, labels), [graph, labels])
  const arranged = useArrangement({
    graph,
    key: `${layoutKey} ${arranging}`,
    pills,
    space: useMemo(() => canvas && (() => spaceOf(canvas.cy)), [canvas]),
  })
  const hulls = useMemo(
    () => (arranged ? toHulls(arranged.graph, arranged.arrangement) : []),
    [arranged],
  )

  useEffect(() => {
    if (canvas && arranged) show(canvas.cy, arranged)
  }, [canvas, arranged])
  useOpening(canvas, arranged)
  useSelection(canvas, arranged, selected)
  useTaps(canvas, onSelect)

  const isDark = useIsDark()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the tokens resolve to
  useEffect(() => {
    if (canvas && container) canvas.cy.style(canvasStyle(container))
  }, [canvas, container, isDark])

  return (
    <>
      <section
        ref={setContainer}
        aria-label="Service graph: arrow keys move along the edges, Enter opens, Escape closes"
        onKeyDown={(event) => canvas && arranged && walkByKey(event, canvas, arranged)}
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
                <Cards arranged={arranged} selected={selected} onOpen={onSelect} />
                <Pills arranged={arranged} pills={pills} selected={selected} onOpen={onSelect} />
              </>,
              canvas.above,
            )}
          </>
        )}
      </section>
      {canvas && arranged ? (
        <ZoomControls
          onZoom={(factor) => zoomBy(canvas.cy, factor)}
          onFit={() => fitPicture(canvas.cy, arranged)}
          onArrange={() => setArranging(arranging + 1)}
        />
      ) : (
        <GraphSkeleton />
      )}
    </>
  )
}
