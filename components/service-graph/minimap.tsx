'use client'
import { type PointerEvent, useEffect, useMemo, useState } from 'react'
import { pictureBox, spaceOf } from './draw'
import { type Box, cardBox, grown, type Point } from './geometry'
import { toHulls } from './hulls'
import type { ArrangedGraph } from './use-arrangement'
import type { GraphCanvas } from './use-cytoscape'
import type { Viewport } from './viewport'
import { isTrouble, nodeHealth } from './words'

const size = { width: 168, height: 112 }

/** The part of the picture that is in sight. */
function windowOf(
  { zoom, pan }: Viewport,
  { width, height }: { width: number; height: number },
): Box {
  return { x: -pan.x / zoom, y: -pan.y / zoom, width: width / zoom, height: height / zoom }
}

const holds = (outer: Box, inner: Box) =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height

function useWindow({ cy }: GraphCanvas): Box {
  const read = () => windowOf({ zoom: cy.zoom(), pan: cy.pan() }, spaceOf(cy))
  const [box, setBox] = useState(read)
  useEffect(() => {
    let frame = 0
    const onViewport = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() =>
        setBox(windowOf({ zoom: cy.zoom(), pan: cy.pan() }, spaceOf(cy))),
      )
    }
    onViewport()
    cy.on('viewport resize', onViewport)
    return () => {
      cancelAnimationFrame(frame)
      cy.off('viewport resize', onViewport)
    }
  }, [cy])
  return box
}

/** All of the picture, small, while some of it is out of sight; pressing it goes there. */
export function Minimap({ canvas, arranged }: { canvas: GraphCanvas; arranged: ArrangedGraph }) {
  const window = useWindow(canvas)
  const whole = useMemo(() => pictureBox(arranged), [arranged])
  if (!whole || holds(window, whole)) return null
  const frame = grown(whole, 40)
  const scale = Math.min(size.width / frame.width, size.height / frame.height)
  const go = ({ clientX, clientY, currentTarget, buttons }: PointerEvent<SVGSVGElement>) => {
    if (buttons === 0) return
    const { left, top } = currentTarget.getBoundingClientRect()
    centre(canvas, {
      x: frame.x + (clientX - left) / scale,
      y: frame.y + (clientY - top) / scale,
    })
  }
  return (
    <svg
      role="img"
      aria-label="The whole graph; the framed part is in sight"
      width={frame.width * scale}
      height={frame.height * scale}
      viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        go(event)
      }}
      onPointerMove={go}
      className="absolute right-14 bottom-15 z-10 cursor-pointer touch-none rounded-panel border border-line bg-surface max-md:hidden"
    >
      <Content arranged={arranged} />
      <rect
        {...window}
        className="fill-accent/10 stroke-accent"
        strokeWidth={2}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}

function centre({ cy }: GraphCanvas, at: Point) {
  const { width, height } = spaceOf(cy)
  cy.pan({ x: width / 2 - at.x * cy.zoom(), y: height / 2 - at.y * cy.zoom() })
}

const fills = { degraded: 'fill-degraded', failing: 'fill-failing' } as const

function Content({ arranged: { graph, arrangement } }: { arranged: ArrangedGraph }) {
  const hulls = useMemo(() => toHulls(graph, arrangement), [graph, arrangement])
  return (
    <>
      {hulls.map(({ key, box }) => (
        <rect key={key} {...box} className="fill-line" />
      ))}
      {graph.nodes.map((node) => {
        const at = arrangement.positions.get(node.id)
        const health = nodeHealth(node)
        return (
          at && (
            <rect
              key={node.id}
              {...cardBox(at)}
              className={isTrouble(health) ? fills[health] : 'fill-muted'}
            />
          )
        )
      })}
    </>
  )
}
