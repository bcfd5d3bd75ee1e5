import { addMarks, type GraphAppender } from '../appender'

/** In the mesh by ztunnel. Half-way through a move, some are and some are not. */
export const markAmbient: GraphAppender = (graph, { workloadsOf }) =>
  addMarks(graph, (node) => {
    const workloads = workloadsOf(node).filter(({ inMesh }) => inMesh)
    const isAmbient =
      workloads.length > 0 && workloads.every((one) => one.dataPlaneMode === 'ambient')
    return isAmbient ? [{ kind: 'ambient' }] : []
  })
