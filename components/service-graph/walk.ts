import type { Edge } from '@/lib/domain/service-graph/graph'
import { distance, type Point } from './geometry'

export const arrowKeys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const
export type ArrowKey = (typeof arrowKeys)[number]

const headings: Record<ArrowKey, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

type Positions = ReadonlyMap<string, Point>
type Reach = { id: string; ahead: number; aside: number }

/** The cards that lie in a direction, and how far ahead and aside each is. */
function inSight(
  ids: Iterable<string>,
  from: Point,
  heading: Point,
  positions: Positions,
): Reach[] {
  return [...ids].flatMap((id) => {
    const at = positions.get(id)
    if (!at) return []
    const offset = { x: at.x - from.x, y: at.y - from.y }
    const ahead = offset.x * heading.x + offset.y * heading.y
    const aside = Math.abs(offset.x * heading.y) + Math.abs(offset.y * heading.x)
    return ahead > 1 ? [{ id, ahead, aside }] : []
  })
}

const nearest = (reached: readonly Reach[]): string | null =>
  [...reached].sort((a, b) => a.ahead + 2 * a.aside - (b.ahead + 2 * b.aside))[0]?.id ?? null

const onward: readonly ArrowKey[] = ['ArrowRight', 'ArrowDown']

/**
 * The card that an arrow key leads to: along an edge that goes that way, else to the neighbour in
 * the same row; and where there is none, onward to who is called or back to who calls, so that an
 * edge can always be followed, whichever way the graph was laid out.
 */
export function walk({
  from,
  key,
  edges,
  positions,
}: {
  from: string
  key: ArrowKey
  edges: readonly Edge[]
  positions: Positions
}): string | null {
  const at = positions.get(from)
  if (!at) return null
  const called = edges.flatMap(({ source, target }) => (source === from ? [target] : []))
  const callers = edges.flatMap(({ source, target }) => (target === from ? [source] : []))
  const others = [...positions.keys()].filter((id) => id !== from)
  const ahead = (ids: readonly string[]) => inSight(ids, at, headings[key], positions)
  return (
    nearest(ahead([...called, ...callers]).filter((one) => one.ahead >= one.aside)) ??
    nearest(ahead(others).filter((one) => one.ahead >= 2 * one.aside)) ??
    closest(onward.includes(key) ? called : callers, at, positions) ??
    nearest(ahead(others))
  )
}

const closest = (ids: readonly string[], from: Point, positions: Positions): string | null =>
  ids
    .flatMap((id) => {
      const at = positions.get(id)
      return at && at !== from ? [{ id, far: distance(from, at) }] : []
    })
    .sort((a, b) => a.far - b.far)[0]?.id ?? null
