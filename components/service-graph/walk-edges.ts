import type { Edge } from '@/lib/domain/service-graph/graph'
import type { Point } from './geometry'
import type { ArrowKey } from './walk'

type Positions = ReadonlyMap<string, Point>

/**
 * The edges of a card in the order in which keys go through them: its calls, then its callers', each
 * from the top down. Not by rate: that would change under the reader's hand.
 */
export function edgesAround(
  card: string,
  edges: readonly Edge[],
  positions: Positions,
): readonly Edge[] {
  const heightOf = (id: string) => positions.get(id)?.y ?? 0
  const calls = edges
    .filter(({ source }) => source === card)
    .sort((a, b) => heightOf(a.target) - heightOf(b.target))
  const callers = edges
    .filter(({ source, target }) => target === card && source !== card)
    .sort((a, b) => heightOf(a.source) - heightOf(b.source))
  return [...calls, ...callers]
}

const steps: Partial<Record<ArrowKey, 1 | -1>> = { ArrowUp: -1, ArrowDown: 1 }

/** From an edge to the card at its either end, or to the next of the same card's edges. */
export function walkFromEdge(from: Edge, key: ArrowKey, around: readonly Edge[]): string | null {
  const step = steps[key]
  if (step === undefined) return key === 'ArrowLeft' ? from.source : from.target
  const at = around.findIndex(({ id }) => id === from.id)
  return at < 0 ? null : (around[at + step]?.id ?? null)
}
