import { describe, expect, test } from 'vitest'
import { emptyArrangement, placeNewcomers } from './arrangement'
import { call, requests, workload } from './graph.fixtures'
import { edgeWidth, toBends, toCytoscape } from './to-cytoscape'

const productpage = workload('productpage-v1')
const reviews = workload('reviews-v2', { received: requests(8) })
const edge = call(productpage, reviews, requests(8))
const graph = { view: 'workload' as const, nodes: [productpage, reviews], edges: [edge] }
const arrangement = placeNewcomers(emptyArrangement, graph)

const dataOf = (edges: (typeof edge)[]) =>
  toCytoscape({ ...graph, edges }, arrangement)
    .filter(({ group }) => group === 'edges')
    .map(({ data }) => data)

describe('a graph as elements', () => {
  test('has a node at its place for each card and a line for each edge', () => {
    const elements = toCytoscape(graph, arrangement)
    expect(elements.map(({ data }) => data.id)).toEqual([productpage.id, reviews.id, edge.id])
    expect(elements[1]?.position).toEqual(arrangement.positions.get(reviews.id))
  })

  test('colours a line by the health of what flows over it', () => {
    const failing = call(productpage, reviews, requests(8, 0.2))
    expect(dataOf([edge, failing]).map(({ tone }) => tone)).toEqual(['healthy', 'failing'])
  })

  test('dashes a line on which plaintext was seen', () => {
    const plain = { ...edge, mtls: { mutualTls: 0.9, plaintext: 0.1, unknown: 0 } }
    expect(dataOf([edge, plain]).map(({ line }) => line)).toEqual(['solid', 'dashed'])
  })

  test('leaves out an edge whose end is not in the picture', () => {
    expect(dataOf([{ ...edge, target: 'elsewhere' }])).toEqual([])
  })
})

test('ten times the rate is one step thicker, whatever the rate', () => {
  const width = (rate: number) => edgeWidth(call(productpage, reviews, requests(rate)))
  expect(width(100) - width(10)).toBeCloseTo(width(10) - width(1))
})

test('a bend is told as a share of the line and a distance beside it', () => {
  expect(toBends({ x: 0, y: 0 }, [{ x: 50, y: 20 }], { x: 100, y: 0 })).toEqual({
    weights: [0.5],
    distances: [20],
  })
})
