import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api'
import type { Edge, GraphNode, ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { Arrangement } from './arrangement'
import { type Direction, flowThrough, type Route } from './edge-path'
import { cardSize, type Point } from './geometry'
import { headingHeight, hullKey, hullPadding } from './hulls'
import { type EdgePill, pillHeight } from './pill'

/** Room above a card for the edge that leads back to it. */
const loopRoom = 40

/** https://eclipse.dev/elk/reference/options.html */
const rootOptions = (direction: Direction) => ({
  'elk.algorithm': 'layered',
  'elk.direction': direction,
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'POLYLINE',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.spacing.nodeNodeBetweenLayers': '32',
  'elk.layered.spacing.edgeNodeBetweenLayers': '22',
  'elk.spacing.nodeNode': '24',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeLabel': '2',
  'elk.spacing.componentComponent': '36',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
})

const hullOptions = {
  'elk.padding': `[top=${hullPadding + headingHeight},left=${hullPadding},bottom=${hullPadding},right=${hullPadding}]`,
}

const isLoop = ({ source, target }: Edge) => source === target

/** The label only keeps room for the pill; what is written on it changes with every refresh. */
const toElkEdge = ({ id, source, target }: Edge, pillWidth: number): ElkExtendedEdge => ({
  id,
  sources: [source],
  targets: [target],
  labels:
    pillWidth === 0
      ? []
      : [
          {
            id: `${id} pill`,
            text: id,
            width: pillWidth,
            height: pillHeight,
            layoutOptions: {
              'elk.edgeLabels.inline': 'true',
              'elk.edgeLabels.placement': 'CENTER',
            },
          },
        ],
})

/** Cards without an edge stand together in one block: ELK sees it as one big card at the end. */
const blockPrefix = 'without edges '
const blockGap = { x: 16, y: 12 } as const

const blockColumns = (count: number) => Math.min(4, Math.ceil(Math.sqrt(count)))

function toBlock(key: string, count: number): ElkNode {
  const columns = blockColumns(count)
  const rows = Math.ceil(count / columns)
  return {
    id: `${blockPrefix}${key}`,
    width: columns * (cardSize.width + blockGap.x) - blockGap.x,
    height: rows * (cardSize.height + blockGap.y) - blockGap.y,
    layoutOptions: { 'elk.layered.layering.layerConstraint': 'LAST' },
  }
}

function placeInBlock({ x = 0, y = 0 }: ElkNode, index: number, count: number): Point {
  const columns = blockColumns(count)
  return {
    x: x + (index % columns) * (cardSize.width + blockGap.x) + cardSize.width / 2,
    y: y + Math.floor(index / columns) * (cardSize.height + blockGap.y) + cardSize.height / 2,
  }
}

const nowhere = 'nowhere'

/** Who stands together: by namespace, and in it those with edges apart from those without. */
function grouped(graph: ServiceGraph): Map<string, { linked: GraphNode[]; single: GraphNode[] }> {
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

/** The graph as ELK's: a card is a node, a hull is a node that holds nodes. */
export function toElkGraph(
  graph: ServiceGraph,
  pills: readonly EdgePill[],
  direction: Direction,
): ElkNode {
  const loops = new Set(graph.edges.filter(isLoop).map(({ source }) => source))
  const pillWidths = new Map(pills.map(({ edgeId, pill }) => [edgeId, pill.width]))
  const children = [...grouped(graph)].flatMap(([key, { linked, single }]) => {
    const cards: ElkNode[] = linked.map(({ id }) => ({
      id,
      width: cardSize.width,
      height: cardSize.height + (loops.has(id) ? loopRoom : 0),
    }))
    if (single.length > 0) cards.push(toBlock(key, single.length))
    return key === nowhere
      ? cards
      : [{ id: `hull ${key}`, children: cards, layoutOptions: hullOptions }]
  })
  const edges = graph.edges
    .filter((edge) => !isLoop(edge))
    .map((edge) => toElkEdge(edge, pillWidths.get(edge.id) ?? 0))
  return { id: 'root', layoutOptions: rootOptions(direction), children, edges }
}

const leavesOf = (node: ElkNode): ElkNode[] =>
  node.children ? node.children.flatMap(leavesOf) : [node]

/** A card sits at the foot of its box: above it may be room for a loop. */
const middleOf = ({ x = 0, y = 0, height = cardSize.height }: ElkNode): Point => ({
  x: x + cardSize.width / 2,
  y: y + height - cardSize.height / 2,
})

function positionsOf(root: ElkNode, graph: ServiceGraph): Map<string, Point> {
  const groups = grouped(graph)
  return new Map(
    leavesOf(root).flatMap((leaf): [string, Point][] => {
      if (!leaf.id.startsWith(blockPrefix)) return [[leaf.id, middleOf(leaf)]]
      const single = groups.get(leaf.id.slice(blockPrefix.length))?.single ?? []
      return single.map(({ id }, index) => [id, placeInBlock(leaf, index, single.length)])
    }),
  )
}

/** ELK bends an edge around cards and through the slot that it keeps for the edge's pill. */
function routeOf({ sections }: ElkExtendedEdge, direction: Direction): Route {
  const section = sections?.[0]
  if (!section) return []
  return flowThrough(
    [section.startPoint, ...(section.bendPoints ?? []), section.endPoint],
    direction,
  )
}

function slotOf({ labels }: ElkExtendedEdge): Point | null {
  const [label] = labels ?? []
  if (!label) return null
  const { x = 0, y = 0, width = 0, height = 0 } = label
  return { x: x + width / 2, y: y + height / 2 }
}

/** ELK's answer as places of our own. */
export function fromElkGraph(
  root: ElkNode,
  graph: ServiceGraph,
  direction: Direction,
): Arrangement {
  const edges: ElkExtendedEdge[] = root.edges ?? []
  return {
    direction,
    positions: positionsOf(root, graph),
    routes: new Map(edges.map((edge) => [edge.id, routeOf(edge, direction)])),
    slots: new Map(
      edges.flatMap((edge): [string, Point][] => {
        const slot = slotOf(edge)
        return slot ? [[edge.id, slot]] : []
      }),
    ),
  }
}
