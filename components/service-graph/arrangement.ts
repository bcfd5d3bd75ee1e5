import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { Direction, Route } from './edge-path'
import { type Box, cardBox, cardSize, grown, overlaps, type Point } from './geometry'

/** Where everything is. It outlives the graphs that are drawn in it: what stays does not move. */
export type Arrangement = {
  direction: Direction
  positions: ReadonlyMap<string, Point>
  routes: ReadonlyMap<string, Route>
  /** Where the layout kept room for an edge's pill. */
  slots: ReadonlyMap<string, Box>
}

export const emptyArrangement: Arrangement = {
  direction: 'RIGHT',
  positions: new Map(),
  routes: new Map(),
  slots: new Map(),
}

/** With one card somewhere else; its edges lead straight to it, whatever the layout had for them. */
export function withMoved(
  arrangement: Arrangement,
  { edges }: ServiceGraph,
  id: string,
  at: Point,
): Arrangement {
  const touched = new Set(
    edges.filter(({ source, target }) => source === id || target === id).map((edge) => edge.id),
  )
  const untouched = <T>(places: ReadonlyMap<string, T>) =>
    new Map([...places].filter(([edge]) => !touched.has(edge)))
  return {
    ...arrangement,
    positions: new Map(arrangement.positions).set(id, at),
    routes: untouched(arrangement.routes),
    slots: untouched(arrangement.slots),
  }
}

const gap = { x: cardSize.width + 96, y: cardSize.height + 36 }

/** Places around a card, nearest first: where the next layer would be, then to both sides of it. */
function* placesBeside(at: Point, direction: Direction, side: 1 | -1): Generator<Point> {
  for (let ring = 1; ; ring++) {
    for (let lane = 0; lane <= 2 * ring; lane++) {
      const across = Math.ceil(lane / 2) * (lane % 2 === 0 ? -1 : 1)
      yield direction === 'RIGHT'
        ? { x: at.x + side * ring * gap.x, y: at.y + across * gap.y }
        : { x: at.x + across * gap.x, y: at.y + side * ring * (gap.y + 30) }
    }
  }
}

function freePlace(places: Generator<Point>, taken: Iterable<Point>): Point {
  const boxes = [...taken].map((point) => grown(cardBox(point), 8))
  for (const place of places) {
    const box = cardBox(place)
    if (!boxes.some((other) => overlaps(box, other))) return place
  }
  throw new Error('unreachable: the rings never end')
}

/** What a new card stands beside: a caller before it or a callee after it, else the whole picture. */
function anchorOf(id: string, graph: ServiceGraph, positions: ReadonlyMap<string, Point>) {
  for (const edge of graph.edges) {
    const caller = edge.target === id ? positions.get(edge.source) : undefined
    if (caller) return { at: caller, side: 1 as const }
    const callee = edge.source === id ? positions.get(edge.target) : undefined
    if (callee) return { at: callee, side: -1 as const }
  }
  const lowest = [...positions.values()].sort((a, b) => b.y - a.y)[0]
  return lowest ? { at: { x: lowest.x, y: lowest.y + gap.y }, side: 1 as const } : null
}

/**
 * Gives every card that has no place one beside its neighbours; all others stay. A card that went
 * away keeps its place, so it returns to it.
 */
export function placeNewcomers(arrangement: Arrangement, graph: ServiceGraph): Arrangement {
  const waiting = new Set(
    graph.nodes.map(({ id }) => id).filter((id) => !arrangement.positions.has(id)),
  )
  if (waiting.size === 0) return arrangement
  const positions = new Map(arrangement.positions)
  while (waiting.size > 0) {
    // First those with a neighbour that has a place, so that a new chain grows from where it hangs.
    const linked = [...waiting].find((id) => hasPlacedNeighbour(id, graph, positions))
    const id = linked ?? [...waiting][0]
    if (id === undefined) break
    const anchor = anchorOf(id, graph, positions)
    positions.set(
      id,
      anchor
        ? freePlace(placesBeside(anchor.at, arrangement.direction, anchor.side), positions.values())
        : { x: 0, y: 0 },
    )
    waiting.delete(id)
  }
  return { ...arrangement, positions }
}

const hasPlacedNeighbour = (
  id: string,
  { edges }: ServiceGraph,
  positions: ReadonlyMap<string, Point>,
) =>
  edges.some(
    ({ source, target }) =>
      (source === id && positions.has(target)) || (target === id && positions.has(source)),
  )
