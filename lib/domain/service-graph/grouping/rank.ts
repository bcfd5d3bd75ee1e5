import type { Health } from '../../health/health'
import type { GraphNode } from '../graph'

/** What a picture with room for a few shows first: trouble, then traffic, then names. */
export type Weighed = { id: string; health: Health; perSecond: number }

const urgency: Record<Health, number> = { failing: 0, degraded: 1, healthy: 2, unknown: 2 }

/**
 * Traffic counts by its order of magnitude only: two nodes of like traffic must not change places,
 * and one of them vanish, at every refresh.
 */
export const byTroubleAndTraffic = (a: Weighed, b: Weighed): number =>
  urgency[a.health] - urgency[b.health] ||
  magnitude(b.perSecond) - magnitude(a.perSecond) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const magnitude = (perSecond: number) =>
  perSecond <= 0 ? Number.NEGATIVE_INFINITY : Math.floor(Math.log10(perSecond))

export const weigh = (node: GraphNode): Weighed => ({
  id: node.id,
  health: 'health' in node ? node.health : 'unknown',
  perSecond: perSecondOf(node),
})

/** Requests and connections are not the same, but either is a sign of life. */
const perSecondOf = ({ in: received, out: sent }: GraphNode) =>
  [received, sent].reduce(
    (sum, one) => sum + (one.requestsPerSecond ?? 0) + (one.connectionsPerSecond ?? 0),
    0,
  )
