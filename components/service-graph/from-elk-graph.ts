import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { Arrangement } from './arrangement'
import { type Direction, flowThrough, passagesOf, type Route } from './edge-path'
import { blockPrefix, grouped, placeInBlock } from './elk-groups'
import { type Box, cardSize, type Point } from './geometry'

const roundCorner = 6

const leavesOf = (node: ElkNode): ElkNode[] =>
  node.children ? node.children.flatMap(leavesOf) : [node]

/** The room beside a card is for its loop: the card stands at the left of it. */
const placeOf = ({ x = 0, y = 0, height = 0 }: ElkNode): Point => ({
  x: x + cardSize.width / 2,
  y: y + height / 2,
})

function positionsOf(root: ElkNode, graph: ServiceGraph): Map<string, Point> {
  const groups = grouped(graph)
  return new Map(
    leavesOf(root).flatMap((leaf): [string, Point][] => {
      if (!leaf.id.startsWith(blockPrefix)) return [[leaf.id, placeOf(leaf)]]
      const single = groups.get(leaf.id.slice(blockPrefix.length))?.single ?? []
      return single.map(({ id }, index) => [id, placeInBlock(leaf, index, single.length)])
    }),
  )
}

const within = (value: number, middle: number, most: number) =>
  Math.min(middle + most, Math.max(middle - most, value))

/** An edge must meet its card where the card is drawn, not in the room that is kept for a loop. */
function ontoCard(point: Point, card: Point, direction: Direction): Point {
  if (direction === 'RIGHT')
    return { x: point.x, y: within(point.y, card.y, cardSize.height / 2 - roundCorner) }
  return {
    x: within(point.x, card.x, cardSize.width / 2 - roundCorner),
    y: card.y + (Math.sign(point.y - card.y) * cardSize.height) / 2,
  }
}

/** ELK bends an edge around cards and through the slot that it keeps for the edge's pill. */
function routeOf(
  edge: ElkExtendedEdge,
  positions: ReadonlyMap<string, Point>,
  direction: Direction,
): Route {
  const section = edge.sections?.[0]
  const source = positions.get(edge.sources[0] ?? '')
  const target = positions.get(edge.targets[0] ?? '')
  if (!section || !source || !target) return []
  const { startPoint, bendPoints = [], endPoint } = section
  const passages = passagesOf([startPoint, ...bendPoints, endPoint], direction)
  return flowThrough(
    [ontoCard(startPoint, source, direction), ...passages, ontoCard(endPoint, target, direction)],
    direction,
  )
}

function slotOf({ labels }: ElkExtendedEdge): Box | null {
  const [label] = labels ?? []
  if (!label) return null
  const { x = 0, y = 0, width = 0, height = 0 } = label
  return { x, y, width, height }
}

/** ELK's answer as places of our own. */
export function fromElkGraph(
  root: ElkNode,
  graph: ServiceGraph,
  direction: Direction,
): Arrangement {
  const edges: ElkExtendedEdge[] = root.edges ?? []
  const positions = positionsOf(root, graph)
  return {
    direction,
    positions,
    routes: new Map(edges.map((edge) => [edge.id, routeOf(edge, positions, direction)])),
    slots: new Map(
      edges.flatMap((edge): [string, Box][] => {
        const slot = slotOf(edge)
        return slot ? [[edge.id, slot]] : []
      }),
    ),
  }
}
