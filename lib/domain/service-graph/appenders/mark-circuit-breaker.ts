import type { GraphAppender } from '../appender'
import { markServices } from '../routed-services'

/** A DestinationRule that limits what is sent at a time, or ejects who fails. */
export const markCircuitBreaker: GraphAppender = (graph, context) =>
  markServices(
    graph,
    context,
    context.facts.circuitBreakers.map((rule) => ({ ...rule, hosts: [rule.host] })),
    ({ namespace, name, limits }) => [
      {
        kind: 'circuitBreaker',
        by: { kind: 'DestinationRule', namespace, name },
        limits: [...limits],
      },
    ],
  )
