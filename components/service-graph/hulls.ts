import type { GraphNode, ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { Arrangement } from './arrangement'
import { type Box, boundingBox, cardBox } from './geometry'
import { counted } from './words'

export const hullPadding = 14
export const headingHeight = 22

export type Hull = {
  key: string
  box: Box
  namespace: string
  cluster: string | null
  /** `5 workloads`; `null` where they are counted at a glance. */
  content: string | null
}

/** What lies in no namespace stands free; in the view of namespaces a card is the namespace. */
export const hullKey = (node: GraphNode): string | null =>
  isHoused(node) ? `${node.cluster ?? ''}/${node.namespace}` : null

const isHoused = (node: GraphNode): node is Housed => 'namespace' in node && node.namespace !== null

type Housed = Extract<GraphNode, { namespace: string | null }> & { namespace: string }

function byNamespace(nodes: readonly GraphNode[]): Map<string, Housed[]> {
  const groups = new Map<string, Housed[]>()
  for (const node of nodes) {
    if (!isHoused(node)) continue
    const key = hullKey(node) ?? ''
    groups.set(key, [...(groups.get(key) ?? []), node])
  }
  return groups
}

const few = 2

function contentWords(nodes: readonly Housed[]): string | null {
  if (nodes.length <= few) return null
  const nouns = nodes.map((node) =>
    node.kind === 'app' && node.version !== null ? 'version' : node.kind,
  )
  return [...new Set(nouns)]
    .map((noun) => counted(nouns.filter((one) => one === noun).length, noun))
    .join(', ')
}

/** Where the layout keeps room for pills between the cards of one namespace. */
function slotsWithin(
  nodes: readonly Housed[],
  { edges }: ServiceGraph,
  slots: Arrangement['slots'],
) {
  const ids = new Set(nodes.map(({ id }) => id))
  return edges
    .filter(({ source, target }) => ids.has(source) && ids.has(target))
    .flatMap(({ id }) => slots.get(id) ?? [])
}

/**
 * One quiet area per namespace, around its cards and the pills between them. The cluster is named
 * only when there are several.
 */
export function toHulls(graph: ServiceGraph, { positions, slots }: Arrangement): Hull[] {
  const groups = byNamespace(graph.nodes)
  const hasClusters = new Set([...groups.values()].map(([node]) => node?.cluster)).size > 1
  return [...groups].flatMap(([key, nodes]) => {
    const places = nodes.flatMap(({ id }) => positions.get(id) ?? [])
    const inner = boundingBox([...places.map(cardBox), ...slotsWithin(nodes, graph, slots)])
    const [first] = nodes
    if (!inner || !first) return []
    const { namespace, cluster } = first
    return [
      {
        key,
        box: around(inner),
        namespace,
        cluster: hasClusters ? cluster : null,
        content: contentWords(nodes),
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
