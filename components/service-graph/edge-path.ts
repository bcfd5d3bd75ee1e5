import { cardSize, type Point } from './geometry'

/**
 * An edge's way: where it leaves its source, the points that bend it, where it meets its target.
 * It is drawn as a quadratic B-spline through the middles between the bends, which is how
 * cytoscape draws an unbundled bezier.
 */
export type Route = readonly Point[]

export type Direction = 'RIGHT' | 'DOWN'

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })

function quadratic(from: Point, bend: Point, to: Point, t: number): Point {
  const rest = 1 - t
  const at = (axis: 'x' | 'y') =>
    rest * rest * from[axis] + 2 * rest * t * bend[axis] + t * t * to[axis]
  return { x: at('x'), y: at('y') }
}

/** The drawn curve as an SVG path. */
export function toPath(route: Route): string {
  const [start, ...others] = route
  const end = others.at(-1)
  if (!start || !end) return ''
  const bends = others.slice(0, -1)
  const curves = bends.map((bend, index) => {
    const next = bends[index + 1]
    return `Q${at(bend)} ${at(next ? middle(bend, next) : end)}`
  })
  return `M${at(start)}${bends.length > 0 ? curves.join('') : `L${at(end)}`}`
}

const at = ({ x, y }: Point) => `${Number(x.toFixed(2))} ${Number(y.toFixed(2))}`

const samplesPerBend = 12

/** Points along the drawn curve, from source to target. */
export function samplePath(route: Route): Point[] {
  const [start, ...others] = route
  const end = others.at(-1)
  if (!start || !end) return []
  const bends = others.length > 1 ? others.slice(0, -1) : [middle(start, end)]
  const points = [start]
  let from = start
  bends.forEach((bend, index) => {
    const next = bends[index + 1]
    const to = next ? middle(bend, next) : end
    for (let step = 1; step <= samplesPerBend; step++)
      points.push(quadratic(from, bend, to, step / samplesPerBend))
    from = to
  })
  return points
}

const along = (direction: Direction) => (direction === 'RIGHT' ? 'x' : 'y')

const shifted = (point: Point, axis: 'x' | 'y', by: number): Point =>
  axis === 'x' ? { x: point.x + by, y: point.y } : { x: point.x, y: point.y + by }

/** So much of an edge's end is straight where there is room, for its arrow to point at the card. */
const straightEnd = 20

/**
 * A smooth way through all points, along the direction of the graph at each of them: it leaves and
 * arrives at right angles to the cards, and a single step aside is an S.
 */
export function flowThrough(points: readonly Point[], direction: Direction): Route {
  const axis = along(direction)
  return points.flatMap((point, index) => {
    const before = points[index - 1]
    const after = points[index + 1]
    const reach = (other: Point, least: number) => {
      const gap = other[axis] - point[axis]
      const length = Math.min(Math.abs(gap), Math.max(Math.abs(gap) / 2, least))
      return shifted(point, axis, Math.sign(gap) * length)
    }
    if (!before) return after ? [point, reach(after, straightEnd)] : [point]
    return after ? [reach(before, 0), reach(after, 0)] : [reach(before, straightEnd), point]
  })
}

const inset = 36

/**
 * What of a line from bend to bend a smooth one must keep: its runs along the graph's direction,
 * which lead past cards. Steps aside between them are left to the curve, and a run gives a little
 * of its ends so that the curve has room.
 */
export function passagesOf(points: readonly Point[], direction: Direction): Point[] {
  const axis = along(direction)
  const across = axis === 'x' ? 'y' : 'x'
  return points.slice(1).flatMap((to, index) => {
    const from = points[index]
    if (!from || Math.abs(to[across] - from[across]) > 1) return []
    const length = to[axis] - from[axis]
    const give = Math.sign(length) * Math.min(inset, Math.abs(length) / 2)
    const isFirst = index === 0
    const isLast = index === points.length - 2
    if (Math.abs(length) < inset && (isFirst || isLast)) return []
    const ends = [
      ...(isFirst ? [] : [shifted(from, axis, give)]),
      ...(isLast ? [] : [shifted(to, axis, -give)]),
    ]
    return Math.abs(length) <= 2 * inset ? ends.slice(0, 1) : ends
  })
}

const halfWidth = cardSize.width / 2
const halfHeight = cardSize.height / 2
/** Two cards call each other: their edges lie side by side. */
const laneOffset = 8

/** A way between two cards for which the layout has none, by the sides that face each other. */
export function directRoute(source: Point, target: Point): Route {
  const dx = target.x - source.x
  const dy = target.y - source.y
  if (Math.abs(dx) > cardSize.width) {
    const side = Math.sign(dx)
    const lane = -side * laneOffset
    return flowThrough(
      [
        { x: source.x + side * halfWidth, y: source.y + lane },
        { x: target.x - side * halfWidth, y: target.y + lane },
      ],
      'RIGHT',
    )
  }
  const side = Math.sign(dy) || 1
  const lane = side * laneOffset
  return flowThrough(
    [
      { x: source.x + lane, y: source.y + side * halfHeight },
      { x: target.x + lane, y: target.y - side * halfHeight },
    ],
    'DOWN',
  )
}
