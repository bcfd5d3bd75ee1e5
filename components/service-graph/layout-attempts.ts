import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { mostNodes } from '@/lib/search-params/node-budget'
import type { Direction } from './edge-path'
import type { EdgePill } from './pill'

export type Attempt = { direction: Direction; pills: readonly EdgePill[] }

/** Above this a second try costs more than it can gain. */
const manyCards = 150
/**
 * With so many calls for each card, layers of 15 cards came out at half of the size that can
 * be read, or less, and four tries took seconds each: one is enough to know.
 */
const denseFrom = 4

/**
 * In the order of how well they read: along the reading direction, downwards; then without room
 * kept for pills, which find a place on their edges or are left to the panel.
 */
export function attemptsFor(
  { nodes, edges }: Pick<ServiceGraph, 'nodes' | 'edges'>,
  pills: readonly EdgePill[],
): Attempt[] {
  if (nodes.length > manyCards) return [{ direction: 'RIGHT', pills }]
  const isOpening = nodes.length <= mostNodes
  if (isOpening && edges.length >= denseFrom * nodes.length)
    return [{ direction: 'RIGHT', pills: [] }]
  const withPills: Attempt[] = [
    { direction: 'RIGHT', pills },
    { direction: 'DOWN', pills },
  ]
  return isOpening
    ? [...withPills, { direction: 'RIGHT', pills: [] }, { direction: 'DOWN', pills: [] }]
    : withPills
}
