import type { Edge } from '@/lib/domain/service-graph/graph'
import type { Direction } from './edge-path'
import { type Box, cardBox, type Point } from './geometry'
import { pillHeight } from './pill'
import { edgeTone, isTrouble } from './words'

/** Room above a card for the edge that leads back to it and its pill. */
const roomAbove = 64
/** Room beside it, where the graph runs down. */
const roomBeside = 200
/** Edges of several protocols lead back on one line; their pills stand over each other. */
export const loopStep = pillHeight + 4

export const isLoop = ({ source, target }: Pick<Edge, 'source' | 'target'>) => source === target

/** Which of its card's loops an edge is, from 0; those in trouble come first. */
export function loopRanks(edges: readonly Edge[]): Map<string, number> {
  const loops = edges.filter(isLoop)
  const [troubled, calm] = [true, false].map((wanted) =>
    loops.filter((edge) => isTrouble(edgeTone(edge)) === wanted),
  )
  const counts = new Map<string, number>()
  return new Map(
    [...(troubled ?? []), ...(calm ?? [])].map(({ id, source }) => {
      const rank = counts.get(source) ?? 0
      counts.set(source, rank + 1)
      return [id, rank]
    }),
  )
}

/** Whether an edge is drawn as a line of its own: of a card's loops, the first. */
export function linesOf(edges: readonly Edge[]): (edge: Edge) => boolean {
  const ranks = loopRanks(edges)
  return ({ id }) => (ranks.get(id) ?? 0) === 0
}

/** How many loops each card has; those without are not in it. */
export function loopCounts(edges: readonly Edge[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { source } of edges.filter(isLoop)) counts.set(source, (counts.get(source) ?? 0) + 1)
  return counts
}

/** What a card's loops and their pills take above it, or to its right; and how high that is. */
export function loopRoom(count: number, direction: Direction) {
  if (count === 0) return { above: 0, right: 0, height: 0 }
  return direction === 'DOWN'
    ? { above: 0, right: roomBeside, height: count * loopStep }
    : { above: roomAbove + (count - 1) * loopStep, right: 0, height: 0 }
}

/** A card with the room that its loops take. */
export function boxWithLoops(card: Point, count: number, direction: Direction): Box {
  const box = cardBox(card)
  const { above, right } = loopRoom(count, direction)
  return {
    x: box.x,
    y: box.y - above,
    width: box.width + right,
    height: box.height + above,
  }
}
