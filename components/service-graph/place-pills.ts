import { type Route, samplePath } from './edge-path'
import { type Box, cardBox, distance, grown, overlaps, type Point } from './geometry'
import { type EdgePill, pillHeight } from './pill'

export type PlacedPill = EdgePill & { at: Point }

const air = 3

const boxAt = ({ x, y }: Point, width: number): Box => ({
  x: x - width / 2,
  y: y - pillHeight / 2,
  width,
  height: pillHeight,
})

const middleOf = (box: Box | undefined): Point | null =>
  box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null

/** The kept slot first, or the middle where none was kept; then further and further from it. */
function candidates(route: Route, slot: Point | null): Point[] {
  const path = samplePath(route)
  const best = slot ?? path[Math.floor(path.length / 2)]
  if (!best) return []
  const onPath = path
    .map((point) => ({ point, away: distance(point, best) }))
    .sort((a, b) => a.away - b.away)
    .map(({ point }) => point)
  return slot ? [slot, ...onPath] : onPath
}

/**
 * Finds every pill a place on its own edge where it covers no card and no other pill. One for which
 * there is none is left out: the edge's colour and the side panel still say what it would have said.
 */
export function placePills({
  pills,
  routes,
  slots,
  cards,
}: {
  /** In the order in which places are given away. */
  pills: readonly EdgePill[]
  routes: ReadonlyMap<string, Route>
  slots: ReadonlyMap<string, Box>
  cards: readonly Point[]
}): PlacedPill[] {
  const taken = cards.map((card) => grown(cardBox(card), air))
  return pills.flatMap(({ edgeId, pill }) => {
    const at = candidates(routes.get(edgeId) ?? [], middleOf(slots.get(edgeId))).find((point) => {
      const box = boxAt(point, pill.width)
      return !taken.some((other) => overlaps(box, other))
    })
    if (!at) return []
    taken.push(grown(boxAt(at, pill.width), air))
    return [{ edgeId, pill, at }]
  })
}
