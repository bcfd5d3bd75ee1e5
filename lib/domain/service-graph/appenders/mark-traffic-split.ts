import type { GraphAppender } from '../appender'
import type { Mark } from '../graph'
import type { RouteFacts } from '../mesh-facts'
import { markServices } from '../routed-services'

/** A route with several destinations. */
export const markTrafficSplit: GraphAppender = (graph, context) =>
  markServices(
    graph,
    context,
    context.facts.routes.filter(({ destinations }) => destinations.length > 1),
    (route) => [toMark(route)],
  )

/** Weights are shares of their sum, whatever it is; an omitted one is 0. */
function toMark({ namespace, name, destinations }: RouteFacts): Mark {
  const sum = destinations.reduce((total, { weight }) => total + (weight ?? 0), 0)
  return {
    kind: 'trafficSplit',
    virtualService: { namespace, name },
    destinations: destinations.map(({ host, subset, weight }) => ({
      host,
      subset,
      weight,
      share: sum === 0 ? 0 : (weight ?? 0) / sum,
    })),
  }
}
