import type { GraphAppender } from '../appender'
import { routeRef } from '../mesh-facts'
import { markServices } from '../routed-services'

/** A route that sends copies of its requests on. */
export const markMirror: GraphAppender = (graph, context) =>
  markServices(graph, context, context.facts.routes, (route) =>
    (route.effects?.mirrors ?? [])
      .filter(({ percentage }) => percentage > 0)
      .map((mirror) => ({ kind: 'mirror', by: routeRef(route), ...mirror })),
  )
