import { healthLooks } from '@/components/mesh/health'
import { markLooks } from '@/components/mesh/marks'
import type { Health } from '@/lib/domain/health/health'
import type { Edge, GraphNode } from '@/lib/domain/service-graph/graph'
import { kindsOf } from '../card'
import { type Direction, type Route, toPath } from '../edge-path'
import { type Box, boundingBox, cardBox, cardSize, grown, type Point } from '../geometry'
import { headingHeight, hullPadding, toHulls } from '../hulls'
import { isLoop, linesOf } from '../loop-room'
import type { Palette } from '../palette'
import { type EdgePill, pillHeight } from '../pill'
import { type PlacedPill, placePills } from '../place-pills'
import { edgeWidth, isDashed, loopHeight, routesOf } from '../to-cytoscape'
import type { ArrangedGraph } from '../use-arrangement'
import { edgeTone, isTrouble, nodeCaption, nodeHealth, nodeName } from '../words'
import { element, escapeXml } from './svg'

const margin = 24
const footHeight = 32

/**
 * The picture as a file: the same cards, edges and pills at the same places, and under it in words
 * what it is of. Pure: a graph, its places and the colours in, text out.
 */
export function toSvg({
  arranged,
  pills,
  palette,
  caption,
}: {
  arranged: ArrangedGraph
  pills: readonly EdgePill[]
  palette: Palette
  /** What is shown, of when, over which window. */
  caption: string
}): string {
  const { graph, arrangement } = arranged
  const routes = routesOf(graph, arrangement)
  const cards = graph.nodes.flatMap((node) => {
    const at = arrangement.positions.get(node.id)
    return at ? [{ node, at }] : []
  })
  const placed = placePills({
    pills,
    routes,
    slots: arrangement.slots,
    cards: cards.map(({ at }) => at),
  })
  const hulls = toHulls(graph, arrangement)
  const kinds = new Map(graph.nodes.map(({ id, kind }) => [id, kind]))
  const frame = frameOf([
    ...cards.map(({ at }) => cardBox(at)),
    ...hulls.map(({ box }) => box),
    ...placed.map(pillBox),
  ])
  const edges = graph.edges.filter(linesOf(graph.edges)).flatMap((edge) => {
    const [route, source] = [routes.get(edge.id), arrangement.positions.get(edge.source)]
    if (!route || !source) return []
    const path = pathOf(edge, route, source, arrangement.direction)
    return [line(edge, path, isDashed(edge, kinds.get(edge.source)), palette)]
  })
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: frame.width,
      height: frame.height,
      viewBox: `${frame.x} ${frame.y} ${frame.width} ${frame.height}`,
      'font-family': 'Inter, system-ui, sans-serif',
    },
    [
      element('title', {}, escapeXml(caption)),
      arrowHeads(palette),
      element('rect', { ...frame, fill: palette.canvas }),
      ...hulls.map(({ box }) => hullShape(box, palette)),
      ...edges,
      ...hulls.map(({ box, namespace }) => hullHeading(box, namespace, palette)),
      ...cards.map(({ node, at }) => card(node, at, palette)),
      ...placed.map((one) => pillShape(one, palette)),
      words(caption, { x: frame.x + margin, y: frame.y + frame.height - 14 }, 12, palette.muted),
    ].join('\n'),
  )
}

function frameOf(boxes: readonly Box[]): Box {
  const box = grown(boundingBox(boxes) ?? { x: 0, y: 0, width: 400, height: 40 }, margin)
  return { ...box, height: box.height + footHeight }
}

const words = (text: string, at: Point, size: number, fill: string, weight?: number) =>
  element('text', { ...at, 'font-size': size, fill, 'font-weight': weight }, escapeXml(text))

/** About the width of a letter, as a share of the size; a file cannot measure. */
const letter = 0.56

function fitting(text: string, width: number, size: number): string {
  const most = Math.floor(width / (size * letter))
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`
}

const headId = (colour: string) => `head-${colour.replaceAll(/[^a-z0-9]+/gi, '-')}`

/** A marker does not take its line's colour in most programs, so there is one of each. */
const arrowHeads = (palette: Palette) =>
  element(
    'defs',
    {},
    [...new Set([palette.healthy, palette.degraded, palette.failing, palette.unknown, palette.tcp])]
      .map((colour) =>
        element(
          'marker',
          {
            id: headId(colour),
            viewBox: '0 0 10 10',
            refX: 9,
            refY: 5,
            markerWidth: 10,
            markerHeight: 10,
            markerUnits: 'userSpaceOnUse',
            orient: 'auto',
          },
          element('path', { d: 'M0 0L10 5L0 10Z', fill: colour }),
        ),
      )
      .join(''),
  )

/** A cubic reaches three quarters of the way to its handles. */
const handleLength = (loopHeight * 4) / 3

/** An edge to itself is a loop above its card, or beside it. */
const loopPaths: Record<Direction, (card: Point) => string> = {
  RIGHT: ({ x, y }) => {
    const top = y - cardSize.height / 2
    const handle = top - handleLength
    return `M${x - 14} ${top}C${x - 30} ${handle} ${x + 30} ${handle} ${x + 14} ${top}`
  },
  DOWN: ({ x, y }) => {
    const right = x + cardSize.width / 2
    const handle = right + handleLength
    return `M${right} ${y - 10}C${handle} ${y - 24} ${handle} ${y + 24} ${right} ${y + 10}`
  },
}

function pathOf(edge: Edge, route: Route, source: Point, direction: Direction): string {
  return isLoop(edge) ? loopPaths[direction](source) : toPath(route)
}

function line(edge: Edge, path: string, dashed: boolean, palette: Palette): string {
  const stroke = palette[edgeTone(edge)]
  return element('path', {
    d: path,
    fill: 'none',
    stroke,
    'stroke-width': edgeWidth(edge),
    'stroke-dasharray': dashed ? '6 4' : undefined,
    'marker-end': `url(#${headId(stroke)})`,
  })
}

const hullShape = (box: Box, palette: Palette) =>
  element('rect', { ...box, rx: 10, fill: palette.hull, stroke: palette.line })

const hullHeading = (box: Box, namespace: string, palette: Palette) =>
  words(
    fitting(namespace, box.width - 2 * hullPadding, 11),
    { x: box.x + hullPadding, y: box.y + hullPadding / 2 + headingHeight / 2 + 4 },
    11,
    palette.muted,
    600,
  )

const dashes: Partial<Record<GraphNode['kind'], string>> = {
  serviceEntry: '5 3',
  passthrough: '5 3',
  blackHole: '5 3',
  unknown: '2 3',
  hidden: '2 3',
}

const textStart = 14

function card(node: GraphNode, at: Point, palette: Palette): string {
  const box = cardBox(at)
  const health = nodeHealth(node)
  const room = cardSize.width - 2 * textStart - (isTrouble(health) ? 16 : 0)
  return element(
    'g',
    {},
    [
      element('rect', {
        ...box,
        rx: node.kind === 'service' ? cardSize.height / 2 : 6,
        fill: palette.surface,
        stroke: isTrouble(health) ? palette[health] : palette['line-strong'],
        'stroke-dasharray': dashes[node.kind],
      }),
      element('rect', {
        x: box.x + 4,
        y: box.y + 8,
        width: 3,
        height: box.height - 16,
        rx: 1.5,
        fill: health === 'unknown' ? palette['line-strong'] : palette[health],
      }),
      words(
        fitting(nodeName(node), room, 13),
        { x: box.x + textStart, y: box.y + 19 },
        13,
        palette.text,
        600,
      ),
      words(
        fitting([nodeCaption(node), ...markWords(node)].join(' · '), room + 12, 11),
        { x: box.x + textStart, y: box.y + 34 },
        11,
        palette.muted,
      ),
      isTrouble(health) ? symbol(health, { x: box.x + box.width - 22, y: box.y + 8 }, palette) : '',
    ].join(''),
  )
}

/** Icons are pictures of the console's own; in a file a mark is its word. */
const markWords = (node: GraphNode): string[] =>
  'marks' in node ? kindsOf(node.marks).map((kind) => markLooks[kind].label) : []

const symbol = (health: Health, { x, y }: Point, palette: Palette) =>
  element('path', {
    d: healthLooks[health].shape,
    transform: `translate(${x} ${y}) scale(0.75)`,
    fill: palette[health],
  })

const pillBox = ({ at, pill }: PlacedPill): Box => ({
  x: at.x - pill.width / 2,
  y: at.y - pillHeight / 2,
  width: pill.width,
  height: pillHeight,
})

function pillShape(placed: PlacedPill, palette: Palette): string {
  const { pill, at } = placed
  const trouble = isTrouble(pill.tone) ? pill.tone : null
  return (
    element('rect', {
      ...pillBox(placed),
      rx: pillHeight / 2,
      fill: palette.surface,
      stroke: palette.line,
    }) +
    (trouble ? symbol(trouble, { x: at.x - pill.width / 2 + 5, y: at.y - 6 }, palette) : '') +
    element(
      'text',
      {
        x: at.x + (trouble ? 7 : 0),
        y: at.y + 4,
        'font-size': 11,
        'font-weight': 600,
        'text-anchor': 'middle',
        fill: trouble ? palette[trouble] : palette.text,
      },
      escapeXml(pill.parts.join(' · ')),
    )
  )
}
