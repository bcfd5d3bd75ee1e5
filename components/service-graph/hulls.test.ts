import { expect, test } from 'vitest'
import { emptyArrangement } from './arrangement'
import { boundingBox, overlaps } from './geometry'
import { call, requests, workload } from './graph.fixtures'
import { toHulls } from './hulls'

const productpage = workload('productpage-v1')
const reviews = workload('reviews-v2')
const gateway = workload('istio-ingressgateway', { namespace: 'istio-system' })
const inside = call(productpage, reviews, requests(8))
const across = call(gateway, productpage, requests(41))
const graph = {
  view: 'workload' as const,
  nodes: [productpage, reviews, gateway],
  edges: [inside, across],
}
const slot = { x: 300, y: 40, width: 190, height: 20 }
const arrangement = {
  ...emptyArrangement,
  positions: new Map([
    [productpage.id, { x: 100, y: 0 }],
    [reviews.id, { x: 320, y: 100 }],
    [gateway.id, { x: 100, y: -200 }],
  ]),
  slots: new Map([
    [inside.id, slot],
    [across.id, { x: 60, y: -110, width: 80, height: 20 }],
  ]),
}

test('a hull is as wide as the pills between its own cards, and leaves the others outside', () => {
  const hulls = toHulls(graph, arrangement)
  const own = hulls.find(({ namespace }) => namespace === 'default')
  expect(own && boundingBox([own.box, slot])).toEqual(own?.box)
  const [first, second] = hulls
  expect(first && second && overlaps(first.box, second.box)).toBe(false)
})

test('says what is in it once that is no longer seen at a glance', () => {
  const ratings = workload('ratings-v1')
  const [one] = toHulls(graph, arrangement)
  const [more] = toHulls({ ...graph, nodes: [...graph.nodes, ratings] }, arrangement)
  expect([one?.content, more?.content]).toEqual([null, '3 workloads'])
})
