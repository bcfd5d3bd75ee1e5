import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api'
import type { Edge, ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { Direction } from './edge-path'
import { grouped, nowhere, toBlock } from './elk-groups'
import { cardSize } from './geometry'
import { headingHeight, hullPadding } from './hulls'
import { isLoop, loopCounts, loopRoom } from './loop-room'
import { type EdgePill, pillHeight } from './pill'

/** Room below a card as well as above it keeps its edges in its middle. */
function sizeOf(loops: number, direction: Direction) {
  const { above, right, height } = loopRoom(loops, direction)
  return {
    width: cardSize.width + right,
    height: Math.max(cardSize.height + 2 * above, height),
  }
}

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

/** The graph as ELK's: a card is a node, a hull is a node that holds nodes. */
export function toElkGraph(
  graph: ServiceGraph,
  pills: readonly EdgePill[],
  direction: Direction,
): ElkNode {
  const loops = loopCounts(graph.edges)
  const pillWidths = new Map(pills.map(({ edgeId, pill }) => [edgeId, pill.width]))
  const children = [...grouped(graph)].flatMap(([key, { linked, single }]) => {
    const cards: ElkNode[] = linked.map(({ id }) => ({
      id,
      ...sizeOf(loops.get(id) ?? 0, direction),
    }))
    if (single.length > 0) cards.push(toBlock(key, single.length))
    return key === nowhere
      ? cards
      : [{ id: `hull ${key}`, children: cards, layoutOptions: hullOptions }]
  })
  const edges = graph.edges
    .filter((edge) => !isLoop(edge))
    .map((edge) => toElkEdge(edge, pillWidths.get(edge.id) ?? 0))
  return elkRoot(direction, children, edges)
}

const elkRoot = (direction: Direction, children: ElkNode[], edges: ElkExtendedEdge[]): ElkNode => ({
  id: 'root',
  layoutOptions: rootOptions(direction),
  children,
  edges,
})

/** One call between two cards: the least that runs through all of ELK's code. */
export const sampleElkGraph = (): ElkNode =>
  elkRoot(
    'RIGHT',
    ['client', 'server'].map((id) => ({ id, ...cardSize })),
    [{ id: 'call', sources: ['client'], targets: ['server'] }],
  )
