import { addMarks, type GraphAppender } from '../appender'
import { identityOf } from '../represented'

/** A workload without a proxy reports nothing and obeys no policy. Scaled to zero, none is missing. */
export const markNoProxy: GraphAppender = (graph, { represented }) =>
  addMarks(graph, (node) =>
    node.kind !== 'namespace' &&
    represented(identityOf(node)).some((one) => one.dataPlaneMode === 'none' && one.pods > 0)
      ? [{ kind: 'noProxy' }]
      : [],
  )
