import { addMarks, type GraphAppender } from '../appender'
import { identityOf } from '../represented'

/** Proxies that stand alone: gateways at the border of the mesh, and waypoints inside it. */
export const markGateway: GraphAppender = (graph, { represented }) =>
  addMarks(graph, (node) => {
    if (node.kind === 'namespace') return []
    const roles = new Set(represented(identityOf(node)).map(({ role }) => role))
    return (['gateway', 'waypoint'] as const)
      .filter((role) => roles.has(role))
      .map((kind) => ({ kind }))
  })
