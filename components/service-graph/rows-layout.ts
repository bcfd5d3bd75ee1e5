import type { GraphNode, ServiceGraph } from '@/lib/domain/service-graph/graph'
import { type Arrangement, emptyArrangement } from './arrangement'
import { cardSize, type Point } from './geometry'
import { headingHeight, hullKey, hullPadding } from './hulls'
import type { Space } from './viewport'

const gap = { x: 20, y: 14 } as const
const hullGap = 24
/** A shelf of this share of the window's width is readable when the whole of it is shown. */
const readableShare = 1.05

/** A namespace's cards in rows; what lies in none is a block of its own. */
type Block = { nodes: GraphNode[]; columns: number; width: number; height: number }

function toBlock(nodes: GraphNode[], isHull: boolean): Block {
  // A little wider than high, as cards are wide: the block is then about square.
  const columns = Math.max(1, Math.round(Math.sqrt(nodes.length / 2)))
  const rows = Math.ceil(nodes.length / columns)
  const padding = isHull ? 2 * hullPadding : 0
  return {
    nodes,
    columns,
    width: columns * (cardSize.width + gap.x) - gap.x + padding,
    height: rows * (cardSize.height + gap.y) - gap.y + padding + (isHull ? headingHeight : 0),
  }
}

function blocksOf({ nodes }: ServiceGraph): { block: Block; isHull: boolean }[] {
  const groups = new Map<string | null, GraphNode[]>()
  for (const node of nodes) {
    const key = hullKey(node)
    const group = groups.get(key)
    if (group) group.push(node)
    else groups.set(key, [node])
  }
  return [...groups].map(([key, group]) => {
    const isHull = key !== null
    return { block: toBlock(group, isHull), isHull }
  })
}

/**
 * Blocks of cards in shelves, about as wide as the window: for graphs that a layered layout would
 * take minutes over, or could not make readable. A pass over the nodes, whatever the edges.
 */
export function layoutInRows(graph: ServiceGraph, space: Space): Arrangement {
  const blocks = blocksOf(graph).sort((a, b) => b.block.height - a.block.height)
  const area = blocks.reduce(
    (sum, { block }) => sum + (block.width + hullGap) * (block.height + hullGap),
    0,
  )
  const widest = Math.max(0, ...blocks.map(({ block }) => block.width))
  const shelfWidth = Math.max(
    widest,
    space.width * readableShare,
    Math.sqrt(area * (space.width / Math.max(1, space.height))),
  )
  const positions = new Map<string, Point>()
  const at = { x: 0, y: 0 }
  let shelfHeight = 0
  for (const { block, isHull } of blocks) {
    if (at.x > 0 && at.x + block.width > shelfWidth) {
      at.x = 0
      at.y += shelfHeight + hullGap
      shelfHeight = 0
    }
    const inner = isHull ? { x: hullPadding, y: hullPadding + headingHeight } : { x: 0, y: 0 }
    block.nodes.forEach(({ id }, index) => {
      positions.set(id, {
        x: at.x + inner.x + (index % block.columns) * (cardSize.width + gap.x) + cardSize.width / 2,
        y:
          at.y +
          inner.y +
          Math.floor(index / block.columns) * (cardSize.height + gap.y) +
          cardSize.height / 2,
      })
    })
    at.x += block.width + hullGap
    shelfHeight = Math.max(shelfHeight, block.height)
  }
  return { ...emptyArrangement, positions }
}
