import { expect, test } from 'vitest'
import { call, requests, workload } from './graph.fixtures'
import { walk } from './walk'

const productpage = workload('productpage-v1')
const reviewsV1 = workload('reviews-v1')
const reviewsV2 = workload('reviews-v2')
const details = workload('details-v1')
const positions = new Map([
  [productpage.id, { x: 0, y: 0 }],
  [details.id, { x: 20, y: 50 }],
  [reviewsV1.id, { x: -100, y: 120 }],
  [reviewsV2.id, { x: 100, y: 120 }],
])
const edges = [call(productpage, reviewsV1, requests(8)), call(productpage, reviewsV2, requests(2))]

test.each([
  ['follows an edge rather than going to a nearer stranger', productpage, 'ArrowDown', reviewsV1],
  ['goes back along the edge', reviewsV1, 'ArrowUp', productpage],
  ['goes to the neighbour in the row where no edge leads', reviewsV1, 'ArrowRight', reviewsV2],
  ['goes on to who is called where there is no neighbour', productpage, 'ArrowRight', reviewsV1],
  ['stays where nothing lies ahead and nobody calls', productpage, 'ArrowUp', null],
] as const)('an arrow key %s', (_, from, key, to) => {
  expect(walk({ from: from.id, key, edges, positions })).toBe(to?.id ?? null)
})
