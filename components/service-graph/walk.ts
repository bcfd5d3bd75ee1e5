import type { Edge } from '@/lib/domain/service-graph/graph'
import type { Point } from './geometry'

export const arrowKeys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const
export type ArrowKey = (typeof arrowKeys)[number]

const headings: Record<ArrowKey, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** How far a card is, with what lies aside counting double; `null` behind one's back. */
function reach(from: Point, to: Point, heading: Point): number | null {
  const offset = { x: to.x - from.x, y: to.y - from.y }
  const ahead = offset.x * heading.x + offset.y * heading.y
  const aside = Math.abs(offset.x * heading.y) + Math.abs(offset.y * heading.x)
  return ahead > 1 ? ahead + 2 * aside : null
}

function nearest(
  ids: Iterable<string>,
  from: Point,
  heading: Point,
  positions: ReadonlyMap<string, Point>,
) {
  const reached = [...ids].flatMap((id) => {
    const at = positions.get(id)
    const far = at ? reach(from, at, heading) : null
    return far === null ? [] : [{ id, far }]
  })
  return reached.sort((a, b) => a.far - b.far)[0]?.id ?? null
}

/** The card that an arrow key leads to: along an edge where one goes that way, else the nearest. */
export function walk({
  from,
  key,
  edges,
  positions,
}: {
  from: string
  key: ArrowKey
  edges: readonly Edge[]
  positions: ReadonlyMap<string, Point>
}): string | null {
  const at = positions.get(from)
  if (!at) return null
  const linked = edges.flatMap(({ source, target }) =>
    source === from ? [target] : target === from ? [source] : [],
  )
  const others = [...positions.keys()].filter((id) => id !== from)
  return (
    nearest(linked, at, headings[key], positions) ?? nearest(others, at, headings[key], positions)
  )
}
