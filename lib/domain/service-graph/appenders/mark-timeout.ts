import type { GraphAppender } from '../appender'
import { routeRef } from '../mesh-facts'
import { markServices } from '../routed-services'

/** A route that ends requests which take too long. */
export const markTimeout: GraphAppender = (graph, context) =>
  markServices(graph, context, context.facts.routes, (route) => {
    const timeoutMs = route.effects?.timeoutMs ?? null
    return timeoutMs === null ? [] : [{ kind: 'timeout', by: routeRef(route), timeoutMs }]
  })
