import type { ElkNode } from 'elkjs/lib/elk-api'
import type { GraphNode, ServiceGraph } from '@/lib/domain/service-graph/graph'
import { cardSize, type Point } from './geometry'
import { hullKey } from './hulls'

export const nowhere = 'nowhere'

/** Who stands together: by namespace, and in it those with edges apart from those without. */
export function grouped(
  graph: ServiceGraph,
): Map<string, { linked: GraphNode[]; single: GraphNode[] }> {
  const linked = new Set(graph.edges.flatMap(({ source, target }) => [source, target]))
  const groups = new Map<string, { linked: GraphNode[]; single: GraphNode[] }>()
  for (const node of graph.nodes) {
    const key = hullKey(node) ?? nowhere
    const group = groups.get(key) ?? { linked: [], single: [] }
    group[linked.has(node.id) ? 'linked' : 'single'].push(node)
    groups.set(key, group)
  }
  return groups
}

/** Cards without an edge stand together in one block: ELK sees it as one big card at the end. */
export const blockPrefix = 'without edges '
const blockGap = { x: 16, y: 12 } as const

const blockColumns = (count: number) => Math.min(4, Math.ceil(Math.sqrt(count)))

export function toBlock(key: string, count: number): ElkNode {
  const columns = blockColumns(count)
  const rows = Math.ceil(count / columns)
  return {
    id: `${blockPrefix}${key}`,
    width: columns * (cardSize.width + blockGap.x) - blockGap.x,
    height: rows * (cardSize.height + blockGap.y) - blockGap.y,
    layoutOptions: { 'elk.layered.layering.layerConstraint': 'LAST' },
  }
}

export function placeInBlock({ x = 0, y = 0 }: ElkNode, index: number, count: number): Point {
  const columns = blockColumns(count)
  return {
    x: x + (index % columns) * (cardSize.width + blockGap.x) + cardSize.width / 2,
    y: y + Math.floor(index / columns) * (cardSize.height + blockGap.y) + cardSize.height / 2,
  }
}
