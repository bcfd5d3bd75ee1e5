import { qualifiedName } from '../../workload'
import type { GraphAppender } from '../appender'
import { parseNodeId } from '../ids'

/** More would not be read. */
const most = 20

/**
 * Who an unknown caller could be: the workloads without a proxy. Candidates, never a fact: it may
 * as well be something outside of the cluster. Those of the namespace that is called come first.
 */
export const nameCandidates: GraphAppender = (graph, { facts }) => {
  const withoutProxy = facts.workloads.filter(
    ({ dataPlaneMode, pods }) => dataPlaneMode === 'none' && pods > 0,
  )
  if (withoutProxy.length === 0) return graph
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const identity = node.kind === 'unknown' ? parseNodeId(node.id) : null
      if (identity?.kind !== 'unknown' || identity.end !== 'caller') return node
      const near = withoutProxy.filter(({ namespace }) => namespace === identity.namespace)
      const far = withoutProxy.filter(({ namespace }) => namespace !== identity.namespace)
      const candidates = [near, far].flatMap((ones) => ones.map(qualifiedName).sort())
      return { ...node, candidates: candidates.slice(0, most) }
    }),
  }
}
