import { describe, expect, test } from 'vitest'
import { cardBox, overlaps } from './geometry'
import { workload } from './graph.fixtures'
import { toHulls } from './hulls'
import { layoutInRows } from './rows-layout'
import { fittingZoom } from './viewport'

const space = { width: 1264, height: 800 }

const mesh = (services: number, namespaces: number) => ({
  view: 'workload' as const,
  nodes: Array.from({ length: services }, (_, index) =>
    workload(`service-${index}`, { namespace: `team-${index % namespaces}` }),
  ),
  edges: [],
})

const placed = (services: number, namespaces: number) => {
  const graph = mesh(services, namespaces)
  const arrangement = layoutInRows(graph, space)
  const hulls = toHulls(graph, arrangement)
  const right = Math.max(...hulls.map(({ box }) => box.x + box.width))
  const bottom = Math.max(...hulls.map(({ box }) => box.y + box.height))
  return { graph, arrangement, hulls, picture: { width: right, height: bottom } }
}

describe('blocks in shelves', () => {
  test.each([
    [1, 1],
    [60, 6],
    [500, 50],
    [2000, 3],
  ])('give %d services in %d namespaces a place each, none on another', (services, namespaces) => {
    const { arrangement, hulls } = placed(services, namespaces)
    const boxes = [...arrangement.positions.values()].map(cardBox)
    expect(boxes).toHaveLength(services)
    const inOrder = boxes.toSorted((a, b) => a.y - b.y || a.x - b.x)
    inOrder.forEach((box, index) => {
      const near = inOrder.slice(index + 1, index + 60)
      expect(near.some((other) => overlaps(box, other))).toBe(false)
    })
    hulls.forEach((hull, index) => {
      expect(hulls.slice(index + 1).some(({ box }) => overlaps(hull.box, box))).toBe(false)
    })
  })

  test('are readable in the window for as many cards as it is asked for', () => {
    expect(fittingZoom(placed(15, 15).picture, space)).toBeGreaterThanOrEqual(0.85)
    expect(fittingZoom(placed(24, 4).picture, space)).toBeGreaterThanOrEqual(0.85)
  })

  test('take a moment for two thousand', () => {
    const start = performance.now()
    layoutInRows(mesh(2000, 100), space)
    expect(performance.now() - start).toBeLessThan(500)
  })
})
