import { addMarks, type GraphAppender } from '../appender'
import { identityOf } from '../represented'

/** In the mesh by ztunnel. Half-way through a move, some are and some are not. */
export const markAmbient: GraphAppender = (graph, { represented }) =>
  addMarks(graph, (node) => {
    const workloads = represented(identityOf(node)).filter(({ inMesh }) => inMesh)
    const isAmbient =
      workloads.length > 0 && workloads.every((one) => one.dataPlaneMode === 'ambient')
    return isAmbient ? [{ kind: 'ambient' }] : []
  })
