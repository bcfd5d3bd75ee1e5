import type { Box, Point } from './geometry'

export type Space = { width: number; height: number }
/** A point of the picture is drawn at `pan + zoom × point`. */
export type Viewport = { zoom: number; pan: Point }

export const zoomRange = { min: 0.1, max: 2 } as const
const largestOpening = 1
/** Names are 13 px high at zoom 1: here they are just over 11 px, the smallest text of the console. */
export const smallestReadable = 0.85
/** Room for the legend below and a little air around. */
const margin = { side: 24, top: 24, bottom: 72 } as const

const inner = ({ width, height }: Space): Space => ({
  width: Math.max(1, width - 2 * margin.side),
  height: Math.max(1, height - margin.top - margin.bottom),
})

export function fittingZoom(picture: Space, space: Space): number {
  const { width, height } = inner(space)
  return Math.min(
    largestOpening,
    width / Math.max(1, picture.width),
    height / Math.max(1, picture.height),
  )
}

/** The whole picture, in the middle. */
export function fitted(box: Box, space: Space): Viewport {
  const zoom = Math.max(zoomRange.min, fittingZoom(box, space))
  const { width, height } = inner(space)
  return {
    zoom,
    pan: {
      x: margin.side + (width - box.width * zoom) / 2 - box.x * zoom,
      y: margin.top + (height - box.height * zoom) / 2 - box.y * zoom,
    },
  }
}

/**
 * The whole picture; where that makes names too small, its beginning at a readable size, with
 * `start` (the first card) in sight and the rest a drag away.
 */
export function opening(box: Box, space: Space, start: Point): Viewport {
  const whole = fitted(box, space)
  if (whole.zoom >= smallestReadable) return whole
  const zoom = smallestReadable
  const { width, height } = inner(space)
  const along = (from: number, length: number, room: number, at: number, before: number) =>
    length * zoom <= room
      ? before + (room - length * zoom) / 2 - from * zoom
      : clamp(
          before + room / 2 - at * zoom,
          before + room - (from + length) * zoom,
          before - from * zoom,
        )
  return {
    zoom,
    pan: {
      x: along(box.x, box.width, width, start.x, margin.side),
      y: along(box.y, box.height, height, start.y, margin.top),
    },
  }
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** The least shift that brings a box into sight; `null` when it is. */
export function broughtIntoSight(box: Box, { zoom, pan }: Viewport, space: Space): Point | null {
  const shift = (start: number, length: number, room: number, before: number, after: number) => {
    if (start < before) return before - start
    const over = start + length - (room - after)
    return over > 0 ? -Math.min(over, start - before) : 0
  }
  const x = shift(box.x * zoom + pan.x, box.width * zoom, space.width, margin.side, margin.side)
  const y = shift(box.y * zoom + pan.y, box.height * zoom, space.height, margin.top, margin.bottom)
  return x === 0 && y === 0 ? null : { x: pan.x + x, y: pan.y + y }
}
