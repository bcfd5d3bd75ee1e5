import type { Edge, ServiceGraph } from './graph'

export type Focus = { id: string; hops: number }

/**
 * A node and what is at most so many calls away from it, against their direction as well. Of an id
 * that is not there nothing is left: whoever pasted the link sees that it is gone.
 */
export function focusOn({ id, hops }: Focus, graph: ServiceGraph): ServiceGraph {
  const near = neighbourhood({ id, hops }, graph.edges)
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => near.has(node.id)),
    edges: graph.edges.filter(({ source, target }) => near.has(source) && near.has(target)),
  }
}

function neighbourhood({ id, hops }: Focus, edges: readonly Edge[]): Set<string> {
  const neighbours = new Map<string, string[]>()
  for (const { source, target } of edges) {
    neighboursOf(neighbours, source).push(target)
    neighboursOf(neighbours, target).push(source)
  }
  const reached = new Set([id])
  let border = [id]
  for (let hop = 0; hop < hops && border.length > 0; hop++) {
    const next = border
      .flatMap((one) => neighbours.get(one) ?? [])
      .filter((one) => !reached.has(one))
    for (const one of next) reached.add(one)
    border = [...new Set(next)]
  }
  return reached
}

function neighboursOf(neighbours: Map<string, string[]>, id: string): string[] {
  const known = neighbours.get(id) ?? []
  neighbours.set(id, known)
  return known
}
