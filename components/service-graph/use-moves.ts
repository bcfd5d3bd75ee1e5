'use client'
import type { EventObject, NodeSingular } from 'cytoscape'
import { useEffect, useEffectEvent } from 'react'
import type { Arranging } from './use-arrangement'
import type { GraphCanvas } from './use-cytoscape'

/** Cards follow the pointer that drags them, once a frame. */
export function useMoves(canvas: GraphCanvas | null, move: Arranging['move']) {
  const follow = useEffectEvent((node: NodeSingular, isLetGo: boolean) =>
    move(node.id(), { ...node.position() }, isLetGo),
  )
  useEffect(() => {
    if (!canvas) return
    const { cy } = canvas
    let frame = 0
    const onDrag = ({ target }: EventObject) => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => follow(target, false))
    }
    // Only after a drag: a card that is merely pressed stays where the layout has it.
    const onDragEnd = ({ target }: EventObject) => {
      cancelAnimationFrame(frame)
      follow(target, true)
    }
    cy.on('drag', 'node', onDrag)
    cy.on('dragfree', 'node', onDragEnd)
    return () => {
      cancelAnimationFrame(frame)
      cy.off('drag', 'node', onDrag)
      cy.off('dragfree', 'node', onDragEnd)
    }
  }, [canvas])
}
