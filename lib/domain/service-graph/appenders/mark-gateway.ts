import { addMarks, type GraphAppender } from '../appender'

/** Proxies that stand alone: gateways at the border of the mesh, and waypoints inside it. */
export const markGateway: GraphAppender = (graph, { workloadsOf }) =>
  addMarks(graph, (node) => {
    if (node.kind === 'namespace') return []
    const roles = new Set(workloadsOf(node).map(({ role }) => role))
    return (['gateway', 'waypoint'] as const)
      .filter((role) => roles.has(role))
      .map((kind) => ({ kind }))
  })
