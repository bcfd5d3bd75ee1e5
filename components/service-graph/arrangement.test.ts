import { describe, expect, test } from 'vitest'
import { emptyArrangement, placeNewcomers, withMoved } from './arrangement'
import { cardBox, overlaps } from './geometry'
import { call, requests, workload } from './graph.fixtures'

const productpage = workload('productpage-v1')
const reviews = workload('reviews-v1')
const newcomer = workload('reviews-v3')
const view = 'workload' as const

const before = placeNewcomers(emptyArrangement, {
  view,
  nodes: [productpage, reviews],
  edges: [call(productpage, reviews, requests(1))],
})
const grownGraph = {
  view,
  nodes: [newcomer, productpage, reviews],
  edges: [call(productpage, reviews, requests(1)), call(productpage, newcomer, requests(1))],
}

describe('when a graph grows', () => {
  test('nobody who was there moves', () => {
    const after = placeNewcomers(before, grownGraph)
    for (const [id, at] of before.positions) expect(after.positions.get(id)).toEqual(at)
  })

  test('the newcomer stands after its caller and on nobody', () => {
    const { positions } = placeNewcomers(before, grownGraph)
    const at = positions.get(newcomer.id) ?? { x: 0, y: 0 }
    expect(at.x).toBeGreaterThan(positions.get(productpage.id)?.x ?? 0)
    const others = [...before.positions.values()].map(cardBox)
    expect(others.some((box) => overlaps(box, cardBox(at)))).toBe(false)
  })

  test('whoever went away returns to the same place', () => {
    const without = placeNewcomers(before, { view, nodes: [productpage], edges: [] })
    expect(without.positions.get(reviews.id)).toEqual(before.positions.get(reviews.id))
  })

  test('many strangers find a place each', () => {
    const nodes = Array.from({ length: 30 }, (_, index) => workload(`job-${index}`))
    const { positions } = placeNewcomers(before, { view, nodes, edges: [] })
    const boxes = [...positions.values()].map(cardBox)
    const overlapping = boxes.filter((box, i) =>
      boxes.some((other, j) => i < j && overlaps(box, other)),
    )
    expect(overlapping).toEqual([])
  })
})

test('a card that is put somewhere takes its own edges along, and leaves all others', () => {
  const second = call(reviews, newcomer, requests(1))
  const graph = {
    view,
    nodes: [productpage, reviews, newcomer],
    edges: [call(productpage, reviews, requests(1)), second],
  }
  const route = [
    { x: 0, y: 0 },
    { x: 9, y: 9 },
  ]
  const ids = graph.edges.map(({ id }) => id)
  const arrangement = {
    ...placeNewcomers(emptyArrangement, graph),
    routes: new Map(ids.map((id) => [id, route])),
    slots: new Map(ids.map((id) => [id, { x: 0, y: 0, width: 9, height: 9 }])),
  }
  const moved = withMoved(arrangement, graph, productpage.id, { x: 500, y: 600 })
  expect(moved.positions.get(productpage.id)).toEqual({ x: 500, y: 600 })
  expect(moved.positions.get(newcomer.id)).toEqual(arrangement.positions.get(newcomer.id))
  expect([...moved.routes.keys(), ...moved.slots.keys()]).toEqual([second.id, second.id])
  expect(arrangement.routes.size).toBe(2)
})
