'use client'
import type { EventObject } from 'cytoscape'
import { type KeyboardEvent, useEffect, useEffectEvent } from 'react'
import { bringIntoSight, focusCard, markChosen, openPicture, tappedId } from './draw'
import type { ArrangedGraph } from './use-arrangement'
import type { GraphCanvas } from './use-cytoscape'
import { type ArrowKey, arrowKeys, walk } from './walk'

/** The whole picture once per layout; then the viewport is the reader's. */
export function useOpening(canvas: GraphCanvas | null, arranged: ArrangedGraph | null) {
  const key = arranged?.key
  const open = useEffectEvent(({ cy }: GraphCanvas) => arranged && openPicture(cy, arranged))
  useEffect(() => {
    if (canvas && key !== undefined) open(canvas)
  }, [canvas, key])
}

/** Shows what is selected, also when the panel that opens for it takes room away. */
export function useSelection(
  canvas: GraphCanvas | null,
  arranged: ArrangedGraph | null,
  selected: string | null,
) {
  const follow = useEffectEvent(({ cy }: GraphCanvas, id: string) => {
    if (arranged) bringIntoSight(cy, arranged, id)
  })
  useEffect(() => {
    if (!canvas || selected === null) return
    const onResize = () => follow(canvas, selected)
    onResize()
    canvas.cy.on('resize', onResize)
    return () => {
      canvas.cy.off('resize', onResize)
    }
  }, [canvas, selected])
  useEffect(() => {
    if (canvas && arranged) markChosen(canvas.cy, selected)
  }, [canvas, arranged, selected])
}

export function useTaps(canvas: GraphCanvas | null, onSelect: (id: string | null) => void) {
  const tap = useEffectEvent((event: EventObject) => {
    const id = tappedId(event)
    onSelect(id)
    const container = event.cy.container()
    if (id !== null && container) focusCard(container, id)
  })
  useEffect(() => {
    if (!canvas) return
    const onTap = (event: EventObject) => tap(event)
    canvas.cy.on('tap', onTap)
    return () => {
      canvas.cy.off('tap', onTap)
    }
  }, [canvas])
}

const isArrow = (key: string): key is ArrowKey => arrowKeys.some((arrow) => arrow === key)

/** Arrows walk, Escape leaves; Enter is the button's own. */
export function walkByKey(
  event: KeyboardEvent<HTMLElement>,
  { cy }: GraphCanvas,
  arranged: ArrangedGraph,
) {
  const from = event.target instanceof HTMLElement ? event.target.dataset.nodeId : undefined
  if (from === undefined || !isArrow(event.key)) return
  event.preventDefault()
  const { nodes, edges } = arranged.graph
  const shown = new Set(nodes.map(({ id }) => id))
  const positions = new Map([...arranged.arrangement.positions].filter(([id]) => shown.has(id)))
  const next = walk({ from, key: event.key, edges, positions })
  if (next === null) return
  focusCard(event.currentTarget, next)
  bringIntoSight(cy, arranged, next)
}
