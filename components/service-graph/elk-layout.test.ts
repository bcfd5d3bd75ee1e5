import ELK from 'elkjs/lib/elk.bundled.js'
import { describe, expect, test } from 'vitest'
import type { Direction } from './edge-path'
import { fromElkGraph } from './from-elk-graph'
import { cardBox, overlaps } from './geometry'
import { call, requests, workload } from './graph.fixtures'
import { toHulls } from './hulls'
import { toPills } from './pill'
import { placePills } from './place-pills'
import { routesOf } from './to-cytoscape'
import { toElkGraph } from './to-elk-graph'
import { fittingZoom } from './viewport'

const ingress = workload('istio-ingressgateway', { namespace: 'istio-system' })
const productpage = workload('productpage-v1')
const details = workload('details-v1')
const reviewsV1 = workload('reviews-v1')
const reviewsV2 = workload('reviews-v2')
const ratings = workload('ratings-v1')
const idle = workload('mongodb-v1')

const bookinfo = {
  view: 'workload' as const,
  nodes: [ingress, productpage, details, reviewsV1, reviewsV2, ratings, idle],
  edges: [
    call(ingress, productpage, requests(41.8)),
    call(productpage, details, requests(41.6)),
    call(productpage, reviewsV1, requests(33.3)),
    call(productpage, reviewsV2, requests(8.2, 0.021)),
    call(reviewsV2, ratings, requests(8.1)),
    call(ratings, ratings, requests(0.1)),
  ],
}
const pills = toPills(bookinfo, ['rate', 'errors', 'p95'])
const canvasAt1440 = { width: 1264, height: 800 }

async function laidOut(direction: Direction) {
  const root = await new ELK().layout(toElkGraph(bookinfo, pills, direction))
  return { root, arrangement: fromElkGraph(root, bookinfo, direction) }
}

describe.each(['RIGHT', 'DOWN'] as const)('Bookinfo laid out %s', (direction) => {
  test('has a place for every card, and none on another', async () => {
    const { arrangement } = await laidOut(direction)
    const boxes = bookinfo.nodes
      .flatMap(({ id }) => arrangement.positions.get(id) ?? [])
      .map(cardBox)
    expect(boxes).toHaveLength(bookinfo.nodes.length)
    expect(boxes.filter((a, i) => boxes.some((b, j) => i < j && overlaps(a, b)))).toEqual([])
  })

  test('has room for every pill', async () => {
    const { arrangement } = await laidOut(direction)
    const placed = placePills({
      pills,
      routes: routesOf(bookinfo, arrangement),
      slots: arrangement.slots,
      cards: [...arrangement.positions.values()],
    })
    expect(placed).toHaveLength(pills.length)
  })

  test('keeps the namespaces apart', async () => {
    const [one, other] = toHulls(bookinfo, (await laidOut(direction)).arrangement)
    expect(one && other && overlaps(one.box, other.box)).toBe(false)
  })
})

test('Bookinfo fits a laptop with names of at least 11 px', async () => {
  const { root } = await laidOut('DOWN')
  const picture = { width: root.width ?? 0, height: root.height ?? 0 }
  expect(fittingZoom(picture, canvasAt1440) * 13).toBeGreaterThanOrEqual(11)
})
