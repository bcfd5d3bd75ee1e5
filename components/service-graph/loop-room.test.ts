import { describe, expect, test } from 'vitest'
import { emptyArrangement, placeNewcomers } from './arrangement'
import { cardBox, overlaps } from './geometry'
import { call, requests, workload } from './graph.fixtures'
import { boxWithLoops, linesOf, loopCounts, loopRanks } from './loop-room'
import { placePills } from './place-pills'
import { routesOf } from './to-cytoscape'

const [shop, bank] = [workload('shop'), workload('bank')]
const loop = (id: string, errorRatio: number) => ({
  ...call(shop, shop, requests(5, errorRatio)),
  id,
})
const edges = [loop('http', 0), loop('grpc', 0.5), loop('tcp', 0), call(shop, bank, requests(1))]

test('loops are counted by card, and the one in trouble is the first', () => {
  expect(loopCounts(edges)).toEqual(new Map([[shop.id, 3]]))
  expect(loopRanks(edges)).toEqual(
    new Map([
      ['grpc', 0],
      ['http', 1],
      ['tcp', 2],
    ]),
  )
})

test('of a card’s loops only the first is a line, and every other edge is one', () => {
  expect(edges.filter(linesOf(edges)).map(({ id }) => id)).toEqual(['grpc', edges[3]?.id])
})

describe.each(['RIGHT', 'DOWN'] as const)('where the graph runs %s', (direction) => {
  const graph = { view: 'workload' as const, nodes: [shop], edges: edges.slice(0, 3) }
  const arrangement = { ...placeNewcomers(emptyArrangement, graph), direction }

  test('each loop’s pill has a place', () => {
    const cards = [...arrangement.positions.values()]
    const pills = graph.edges.map(({ id }) => ({
      edgeId: id,
      pill: { parts: ['5/s'], tone: 'healthy' as const, width: 60 },
    }))
    const placed = placePills({
      ...{ pills, cards, slots: new Map() },
      routes: routesOf(graph, arrangement),
    })
    expect(placed).toHaveLength(3)
  })

  test('a card has room for its loops on one side', () => {
    const card = { x: 0, y: 0 }
    const box = boxWithLoops(card, 3, direction)
    expect(overlaps(box, cardBox(card))).toBe(true)
    expect(box.width * box.height).toBeGreaterThan(cardBox(card).width * cardBox(card).height)
    expect(boxWithLoops(card, 0, direction)).toEqual(cardBox(card))
  })
})
