import type { GraphAppender } from '../appender'
import { routeRef } from '../mesh-facts'
import { markServices } from '../routed-services'

/** A route that delays or aborts requests on purpose. One that does it to nobody is none. */
export const markFault: GraphAppender = (graph, context) =>
  markServices(graph, context, context.facts.routes, (route) => {
    const { delay = null, abort = null } = route.effects?.fault ?? {}
    const isFelt = (delay?.percentage ?? 0) > 0 || (abort?.percentage ?? 0) > 0
    return isFelt ? [{ kind: 'fault', by: routeRef(route), delay, abort }] : []
  })
