import type { GraphAppender } from '../appender'
import { isMeshNode } from '../graph'

type Seen = { plaintext: number; all: number }

/** Who received plaintext, where mutual TLS was asked for and is measured. */
export const markPlaintext: GraphAppender = (graph) => {
  const seen = new Map<string, Seen>()
  for (const { target, mtls, traffic } of graph.edges) {
    const weight = traffic.requestsPerSecond ?? traffic.connectionsPerSecond
    if (mtls === null || weight === null) continue
    const known = seen.get(target) ?? { plaintext: 0, all: 0 }
    known.plaintext += mtls.plaintext * weight
    known.all += weight
    seen.set(target, known)
  }
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const { plaintext = 0, all = 0 } = seen.get(node.id) ?? {}
      if (!isMeshNode(node) || plaintext <= 0) return node
      return { ...node, marks: [...node.marks, { kind: 'plaintext', share: plaintext / all }] }
    }),
  }
}
