import { expect, test } from 'vitest'
import { call, requests, workload } from './graph.fixtures'
import { edgesAround, walkFromEdge } from './walk-edges'

const gateway = workload('istio-ingressgateway')
const productpage = workload('productpage-v1')
const reviewsV1 = workload('reviews-v1')
const reviewsV2 = workload('reviews-v2')
const positions = new Map([
  [gateway.id, { x: 0, y: 0 }],
  [productpage.id, { x: 200, y: 0 }],
  [reviewsV1.id, { x: 400, y: 60 }],
  [reviewsV2.id, { x: 400, y: -60 }],
])
const fromGateway = call(gateway, productpage, requests(10))
const toItself = call(productpage, productpage, requests(1))
const toV1 = call(productpage, reviewsV1, requests(8))
const toV2 = call(productpage, reviewsV2, requests(2))
const edges = [fromGateway, toV1, toItself, toV2]
const around = edgesAround(productpage.id, edges, positions)

test('the edges of a card are its calls from the top down, then its callers, each once', () => {
  expect(around).toEqual([toV2, toItself, toV1, fromGateway])
})

test.each([
  ['left leads to who calls', toV1, 'ArrowLeft', productpage.id],
  ['right leads to who is called', toV1, 'ArrowRight', reviewsV1.id],
  ['down leads to the next edge of the card', toV1, 'ArrowDown', fromGateway.id],
  ['up leads to the one before', toV1, 'ArrowUp', toItself.id],
  ['nothing comes after the last', fromGateway, 'ArrowDown', null],
  ['nothing comes before the first', toV2, 'ArrowUp', null],
] as const)('%s', (_, from, key, to) => {
  expect(walkFromEdge(from, key, around)).toBe(to)
})

test('an edge of other cards has no next one here', () => {
  const elsewhere = call(reviewsV1, reviewsV2, requests(1))
  expect(walkFromEdge(elsewhere, 'ArrowDown', around)).toBeNull()
})
