'use client'
import cytoscape, { type Core } from 'cytoscape'
import { useEffect, useState } from 'react'
import { zoomRange } from './viewport'

/** A cytoscape instance and two layers of ordinary elements that follow its pan and zoom. */
export type GraphCanvas = {
  cy: Core
  /** Behind the edges. */
  below: HTMLElement
  /** Before the edges. */
  above: HTMLElement
}

function addLayer(container: HTMLElement, depth: '-1' | '1'): HTMLElement {
  const layer = document.createElement('div')
  Object.assign(layer.style, {
    position: 'absolute',
    left: '0',
    top: '0',
    transformOrigin: '0 0',
    zIndex: depth,
  })
  container.append(layer)
  return layer
}

/** A strip that opens above the picture must not move it: what the reader looks at stays there. */
function holdStill(cy: Core, container: HTMLElement) {
  let top = container.getBoundingClientRect().top
  const observer = new ResizeObserver(() => {
    const now = container.getBoundingClientRect().top
    if (now !== top) cy.panBy({ x: 0, y: top - now })
    top = now
  })
  observer.observe(container)
  return () => observer.disconnect()
}

/**
 * The layers lie inside of cytoscape's container, so that dragging and turning the wheel over a
 * card still moves the picture. Cytoscape empties its container when it goes; React fills the
 * layers through portals and does not mind.
 */
function startCytoscape(container: HTMLElement): GraphCanvas {
  const cy = cytoscape({
    container,
    autounselectify: true,
    boxSelectionEnabled: false,
    minZoom: zoomRange.min,
    maxZoom: zoomRange.max,
  })
  const layers = { below: addLayer(container, '-1'), above: addLayer(container, '1') }
  cy.on('viewport', () => {
    const { x, y } = cy.pan()
    for (const layer of Object.values(layers))
      layer.style.transform = `translate(${x}px, ${y}px) scale(${cy.zoom()})`
  })
  const stopHolding = holdStill(cy, container)
  cy.on('destroy', stopHolding)
  return { cy, ...layers }
}

export function useCytoscape(container: HTMLElement | null): GraphCanvas | null {
  const [canvas, setCanvas] = useState<GraphCanvas | null>(null)
  useEffect(() => {
    if (!container) return
    const started = startCytoscape(container)
    setCanvas(started)
    return () => {
      started.cy.destroy()
      setCanvas(null)
    }
  }, [container])
  return canvas
}
