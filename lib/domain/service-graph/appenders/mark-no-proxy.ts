import { addMarks, type GraphAppender } from '../appender'

/** A workload without a proxy reports nothing and obeys no policy. Scaled to zero, none is missing. */
export const markNoProxy: GraphAppender = (graph, { workloadsOf }) =>
  addMarks(graph, (node) =>
    node.kind !== 'namespace' &&
    workloadsOf(node).some((one) => one.dataPlaneMode === 'none' && one.pods > 0)
      ? [{ kind: 'noProxy' }]
      : [],
  )
