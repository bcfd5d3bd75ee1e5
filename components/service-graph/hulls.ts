import type { GraphNode, ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { Arrangement } from './arrangement'
import { type Box, boundingBox, cardBox } from './geometry'

export const hullPadding = 14
export const headingHeight = 22

export type Hull = {
  key: string
  box: Box
  namespace: string
  cluster: string | null
  count: number
}

/** What lies in no namespace stands free; in the view of namespaces a card is the namespace. */
export const hullKey = (node: GraphNode): string | null =>
  'namespace' in node ? `${node.cluster ?? ''}/${node.namespace}` : null

type Housed = Extract<GraphNode, { namespace: string }>

function byNamespace(nodes: readonly GraphNode[]): Map<string, Housed[]> {
  const groups = new Map<string, Housed[]>()
  for (const node of nodes) {
    if (!('namespace' in node)) continue
    const key = hullKey(node) ?? ''
    groups.set(key, [...(groups.get(key) ?? []), node])
  }
  return groups
}

/** One quiet area per namespace, around its cards. The cluster is named only when there are several. */
export function toHulls(graph: ServiceGraph, { positions }: Arrangement): Hull[] {
  const groups = byNamespace(graph.nodes)
  const hasClusters = new Set([...groups.values()].map(([node]) => node?.cluster)).size > 1
  return [...groups].flatMap(([key, nodes]) => {
    const places = nodes.flatMap(({ id }) => positions.get(id) ?? [])
    const inner = boundingBox(places.map(cardBox))
    const [first] = nodes
    if (!inner || !first) return []
    const { namespace, cluster } = first
    return [
      {
        key,
        box: around(inner),
        namespace,
        cluster: hasClusters ? cluster : null,
        count: nodes.length,
      },
    ]
  })
}

const around = ({ x, y, width, height }: Box): Box => ({
  x: x - hullPadding,
  y: y - hullPadding - headingHeight,
  width: width + 2 * hullPadding,
  height: height + 2 * hullPadding + headingHeight,
})
