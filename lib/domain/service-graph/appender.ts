import type { Directory } from './directory'
import { isMeshNode, type Mark, type MeshNode, type ServiceGraph } from './graph'
import type { MeshFacts } from './mesh-facts'
import type { Represented, Selecting, WorkloadsOf } from './represented'
import type { TrafficSamples } from './sample'

/** All that is known beside the graph itself. */
export type GraphContext = {
  facts: MeshFacts
  /** What was asked for; none are all. Neighbours in other namespaces are drawn as well. */
  namespaces: readonly string[]
  samples: TrafficSamples
  directory: Directory
  represented: Represented
  workloadsOf: WorkloadsOf
  selecting: Selecting
  windowSeconds: number
  /** Of a moment that is over: what is there now was not necessarily there then. */
  isPast: boolean
}

/** One step of decoration: a new idea is a new file and one more word in `decorate.ts`. */
export type GraphAppender = (graph: ServiceGraph, context: GraphContext) => ServiceGraph

/** Adds what `marksOf` finds to every node of the mesh; most find nothing for most nodes. */
export const addMarks = (
  graph: ServiceGraph,
  marksOf: (node: MeshNode) => Mark[],
): ServiceGraph => ({
  ...graph,
  nodes: graph.nodes.map((node) => {
    if (!isMeshNode(node)) return node
    const marks = marksOf(node)
    return marks.length > 0 ? { ...node, marks: [...node.marks, ...marks] } : node
  }),
})
