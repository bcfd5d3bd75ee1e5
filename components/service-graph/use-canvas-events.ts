'use client'
import type { EventObject } from 'cytoscape'
import { type KeyboardEvent, useEffect, useEffectEvent, useRef } from 'react'
import type { Edge } from '@/lib/domain/service-graph/graph'
import { expandOf } from './card'
import {
  bringIntoSight,
  frameCards,
  giveFocus,
  markChosen,
  markFound,
  openPicture,
  tappedId,
} from './draw'
import type { ArrangedGraph, Arranging } from './use-arrangement'
import type { GraphCanvas } from './use-cytoscape'
import { type ArrowKey, arrowKeys, walk } from './walk'
import { walkFromEdge } from './walk-edges'

/**
 * The whole picture once per layout, or what came into it when a group was opened; then the viewport
 * is the reader's.
 */
export function useOpening(
  canvas: GraphCanvas | null,
  arranged: ArrangedGraph | null,
  expand: readonly string[],
) {
  const key = arranged?.key
  const before = useRef<{ ids: ReadonlySet<string>; expand: readonly string[] } | null>(null)
  const open = useEffectEvent(({ cy }: GraphCanvas) => {
    if (!arranged) return
    const last = before.current
    const hasOpened = last !== null && expand.some((token) => !last.expand.includes(token))
    const ids = arranged.graph.nodes.map(({ id }) => id)
    const came = hasOpened ? ids.filter((id) => !last.ids.has(id)) : []
    const container = cy.container()
    if (came.length > 0) {
      const first = frameCards(cy, arranged, came)
      // The group's own card, which had the focus, is gone.
      if (container && first !== null) giveFocus(container, first)
    } else {
      openPicture(cy, arranged)
      if (container) focusClosed(container, arranged, last?.expand ?? [])
    }
    before.current = { ids: new Set(ids), expand }
  })
  useEffect(() => {
    if (canvas && key !== undefined) open(canvas)
  }, [canvas, key])
}

/** Whoever closed a group by key has lost what was pressed: the group's card is there again. */
function focusClosed(
  container: HTMLElement,
  { graph }: ArrangedGraph,
  wereOpen: readonly string[],
) {
  if (document.activeElement !== document.body) return
  const closed = graph.nodes.find((node) => wereOpen.includes(expandOf(node) ?? ''))
  if (closed) giveFocus(container, closed.id)
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

/** Shows what was found, and brings the first of it into sight. */
export function useFound(
  canvas: GraphCanvas | null,
  arranged: ArrangedGraph | null,
  found: ReadonlySet<string>,
) {
  const follow = useEffectEvent(({ cy }: GraphCanvas) => {
    const [first] = found
    if (arranged && first !== undefined) bringIntoSight(cy, arranged, first)
  })
  useEffect(() => {
    if (canvas && arranged) markFound(canvas.cy, found)
  }, [canvas, arranged, found])
  const what = [...found].join(' ')
  useEffect(() => {
    if (canvas && what !== '') follow(canvas)
  }, [canvas, what])
}

export function useTaps(canvas: GraphCanvas | null, onTap: (id: string | null) => void) {
  const tap = useEffectEvent((event: EventObject) => {
    const id = tappedId(event)
    onTap(id)
    const container = event.cy.container()
    if (id !== null && container) giveFocus(container, id)
  })
  useEffect(() => {
    if (!canvas) return
    const hear = (event: EventObject) => tap(event)
    canvas.cy.on('tap', hear)
    return () => {
      canvas.cy.off('tap', hear)
    }
  }, [canvas])
}

const isArrow = (key: string): key is ArrowKey => arrowKeys.some((arrow) => arrow === key)

const step = 24
const steps: Record<ArrowKey, { x: number; y: number }> = {
  ArrowLeft: { x: -step, y: 0 },
  ArrowRight: { x: step, y: 0 },
  ArrowUp: { x: 0, y: -step },
  ArrowDown: { x: 0, y: step },
}

const cardAt = ({ target }: KeyboardEvent<HTMLElement>) =>
  target instanceof HTMLElement ? target.dataset.nodeId : undefined

/** What a pointer does by dragging. */
export function moveByKey(
  event: KeyboardEvent<HTMLElement>,
  { arrangement }: ArrangedGraph,
  move: Arranging['move'],
) {
  const id = cardAt(event)
  const at = arrangement.positions.get(id ?? '')
  if (id === undefined || !at || !isArrow(event.key)) return
  event.preventDefault()
  const { x, y } = steps[event.key]
  move(id, { x: at.x + x, y: at.y + y }, true)
}

/** Arrows walk, from a card or from one of its edges; Enter is the button's own. */
export function walkByKey(
  event: KeyboardEvent<HTMLElement>,
  { cy }: GraphCanvas,
  arranged: ArrangedGraph,
  around: readonly Edge[],
) {
  if (!isArrow(event.key) || !(event.target instanceof HTMLElement)) return
  const from = event.target.dataset.elementId
  if (from === undefined) return
  event.preventDefault()
  const next = stepFrom(from, event.key, arranged, around)
  if (next === null) return
  giveFocus(event.currentTarget, next)
  bringIntoSight(cy, arranged, next)
}

function stepFrom(
  from: string,
  key: ArrowKey,
  { graph: { nodes, edges }, arrangement }: ArrangedGraph,
  around: readonly Edge[],
): string | null {
  const edge = edges.find(({ id }) => id === from)
  if (edge) return walkFromEdge(edge, key, around)
  const shown = new Set(nodes.map(({ id }) => id))
  const positions = new Map([...arrangement.positions].filter(([id]) => shown.has(id)))
  return walk({ from, key, edges, positions })
}
