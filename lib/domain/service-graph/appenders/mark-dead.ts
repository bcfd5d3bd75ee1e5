import { addMarks, type GraphAppender, type GraphContext } from '../appender'
import type { MeshNode } from '../graph'

/**
 * Nothing can answer: scaled to zero, no pod is ready, or a service that selects nothing. Of what
 * Kubernetes has not told nothing is said.
 */
export const markDead: GraphAppender = (graph, context) =>
  addMarks(graph, (node) => (isDead(node, context) ? [{ kind: 'dead' }] : []))

function isDead(node: MeshNode, { workloadsOf, facts, isPast }: GraphContext): boolean {
  // Now is not then: what has gone since may have answered.
  if (node.kind === 'namespace' || isPast) return false
  const workloads = workloadsOf(node)
  if (workloads.length > 0) return workloads.every(({ readyPods }) => readyPods === 0)
  return (
    node.kind === 'service' &&
    facts.complete &&
    facts.services.some(
      ({ namespace, name, selector }) =>
        namespace === node.namespace && name === node.name && Object.keys(selector).length > 0,
    )
  )
}
