import type { ElementDefinition } from 'cytoscape'
import type { Edge, ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { Arrangement } from './arrangement'
import { type Direction, directRoute, type Route } from './edge-path'
import { cardSize, type Point } from './geometry'
import { isLoop, linesOf, loopCounts, loopRanks, loopStep } from './loop-room'
import { edgeTone } from './words'

/** With the step size of the style for loops. */
export const loopHeight = 42

const thinnest = 1.25
const widest = 5

/** Each tenfold rate is as much thicker as the last: 0.1/s and 1,000/s are both to be seen. */
export function edgeWidth({ traffic }: Edge): number {
  const perSecond = traffic.requestsPerSecond ?? traffic.connectionsPerSecond ?? 0
  const decades = Math.log10(Math.max(perSecond, 0.1)) + 1
  return Math.min(widest, thinnest + decades * 0.75)
}

/** Plaintext was seen, or the caller has no proxy and so cannot have sent mutual TLS. */
export const isDashed = ({ mtls }: Edge, sourceKind: string | undefined): boolean =>
  sourceKind === 'unknown' || (mtls !== null && mtls.plaintext > 0)

type Bends = { distances: number[]; weights: number[] }

/** Cytoscape wants each bend as a share of the line between the ends and a distance beside it. */
export function toBends(start: Point, bends: readonly Point[], end: Point): Bends {
  const line = { x: end.x - start.x, y: end.y - start.y }
  const length = Math.hypot(line.x, line.y) || 1
  const along = ({ x, y }: Point) =>
    ((x - start.x) * line.x + (y - start.y) * line.y) / (length * length)
  const beside = ({ x, y }: Point) => ((y - start.y) * line.x - (x - start.x) * line.y) / length
  return { weights: bends.map(along), distances: bends.map(beside) }
}

const pixels = (numbers: readonly number[]) => numbers.map((number) => number.toFixed(3)).join(' ')
const endpoint = (at: Point, card: Point) =>
  `${(at.x - card.x).toFixed(2)}px ${(at.y - card.y).toFixed(2)}px`

function routeData(route: Route, source: Point, target: Point) {
  const [start = source] = route
  const end = route.at(-1) ?? target
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
  const bends = route.length > 2 ? route.slice(1, -1) : [middle]
  const { distances, weights } = toBends(start, bends, end)
  return {
    distances: pixels(distances),
    weights: pixels(weights),
    sourceEndpoint: endpoint(start, source),
    targetEndpoint: endpoint(end, target),
  }
}

/** Every edge's way: the layout's, or a direct one for an edge that came later. */
export function routesOf(
  graph: ServiceGraph,
  { direction, positions, routes }: Arrangement,
): Map<string, Route> {
  const [ranks, counts] = [loopRanks(graph.edges), loopCounts(graph.edges)]
  return new Map(
    graph.edges.flatMap((edge) => {
      const source = positions.get(edge.source)
      const target = positions.get(edge.target)
      if (!source || !target) return []
      if (isLoop(edge)) {
        const [rank, count] = [ranks.get(edge.id) ?? 0, counts.get(edge.source) ?? 1]
        return [[edge.id, loops[direction](source, rank, count)]]
      }
      return [[edge.id, routes.get(edge.id) ?? directRoute(source, target)]]
    }),
  )
}

/** A pill beside a card lies on the loop's end and leads away from it. */
const pillRun = 110

/**
 * Where the pill of an edge from a card to itself has its place. The loop lies on a side at which no
 * other edge arrives or leaves: above where the graph runs across, beside where it runs down.
 */
const loops: Record<Direction, (card: Point, rank: number, count: number) => Route> = {
  RIGHT: ({ x, y }, rank) => {
    const top = y - cardSize.height / 2 - loopHeight - rank * loopStep
    return [
      { x: x - 12, y: top },
      { x: x + 12, y: top },
    ]
  },
  DOWN: ({ x, y }, rank, count) => {
    const right = x + cardSize.width / 2 + loopHeight
    const at = y + (rank - (count - 1) / 2) * loopStep
    return [
      { x: right, y: at },
      { x: right + pillRun, y: at },
    ]
  },
}

/** On which side of its card; the style has a rule for each. */
const loopSides: Record<Direction, string> = { RIGHT: 'above', DOWN: 'beside' }

const origin = { x: 0, y: 0 }

/** The graph as cytoscape's elements. Cards and pills are drawn by others; here are places and lines. */
export function toCytoscape(graph: ServiceGraph, arrangement: Arrangement): ElementDefinition[] {
  const routes = routesOf(graph, arrangement)
  const place = (id: string) => arrangement.positions.get(id) ?? origin
  const hasLine = linesOf(graph.edges)
  const kinds = new Map(graph.nodes.map(({ id, kind }) => [id, kind]))
  const nodes = graph.nodes.map(({ id }) => ({
    group: 'nodes' as const,
    data: { id, ...cardSize },
    position: { ...place(id) },
  }))
  const edges = graph.edges
    .filter((edge) => kinds.has(edge.source) && kinds.has(edge.target) && hasLine(edge))
    .map((edge) => ({
      group: 'edges' as const,
      data: {
        id: edge.id,
        source: edge.source,
        target: edge.target,
        tone: edgeTone(edge),
        width: edgeWidth(edge),
        line: isDashed(edge, kinds.get(edge.source)) ? 'dashed' : 'solid',
        ...(isLoop(edge)
          ? { loop: loopSides[arrangement.direction] }
          : routeData(routes.get(edge.id) ?? [], place(edge.source), place(edge.target))),
      },
    }))
  return [...nodes, ...edges]
}
