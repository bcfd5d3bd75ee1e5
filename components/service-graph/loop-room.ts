import type { Direction } from './edge-path'
import { type Box, cardBox, type Point } from './geometry'

/** Room above a card for the edge that leads back to it and its pill; and below, to keep its middle. */
export const loopRoom = 64
/** Room beside it, where the graph runs down. */
export const loopRun = 200

/** A card with the room that an edge back to itself and its pill take. */
export function boxWithLoop(card: Point, direction: Direction): Box {
  const box = cardBox(card)
  return direction === 'DOWN'
    ? { ...box, width: box.width + loopRun }
    : { ...box, y: box.y - loopRoom, height: box.height + loopRoom }
}
