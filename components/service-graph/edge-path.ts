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

/**
 * A smooth way through all points, along the direction of the graph at each of them: it leaves and
 * arrives at right angles to the cards, and a single step aside is an S.
 */
export function flowThrough(points: readonly Point[], direction: Direction): Route {
  const axis = along(direction)
  return points.flatMap((point, index) => {
    const before = points[index - 1]
    const after = points[index + 1]
    const reach = (other: Point) => shifted(point, axis, (other[axis] - point[axis]) * 0.4)
    if (!before) return after ? [point, reach(after)] : [point]
    return after ? [reach(before), reach(after)] : [reach(before), point]
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
