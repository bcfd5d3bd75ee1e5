import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  calls,
  details,
  gateway,
  hop,
  noFacts,
  productpage,
  ratings,
  reviews,
  stranger,
  traffic,
} from './bookinfo.fixtures'
import { drawServiceGraph } from './draw'
import { graphViews } from './graph'
import type { Hop, Peer, RequestSample } from './sample'

const peers: Peer[] = [gateway, productpage, details, reviews.v1, reviews.v2, ratings, stranger]

const anyHop: fc.Arbitrary<Hop> = fc
  .record({
    source: fc.constantFrom(...peers),
    destination: fc.constantFrom(...peers),
    reporter: fc.constantFrom('source', 'destination', 'waypoint'),
    protocol: fc.constantFrom('http', 'grpc'),
    host: fc.constantFrom(
      null,
      'unknown',
      'reviews:9080',
      'ratings.default',
      'example.org:443',
      '',
    ),
    name: fc.constantFrom(null, 'PassthroughCluster', 'BlackHoleCluster'),
  })
  .map(({ source, destination, reporter, protocol, host, name }) =>
    hop(source, destination, {
      reporter,
      protocol,
      ...(host !== null && { destinationService: host }),
      ...(name !== null && { destinationServiceName: name }),
    }),
  )

const anyRequests: fc.Arbitrary<RequestSample[]> = fc.array(
  fc
    .record({
      at: anyHop,
      // Quarters add up without rounding, in any order.
      rate: fc.integer({ min: 1, max: 400 }).map((n) => n / 4),
      code: fc.constantFrom('200', '404', '503', '0'),
      flags: fc.constantFrom('-', 'DC', 'UH'),
    })
    .map(({ at, rate, code, flags }) => calls(at, rate, { code, flags })),
)

const total = (rates: readonly (number | null)[]) =>
  rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0)

const draw = (requests: RequestSample[], view: (typeof graphViews)[number], services = false) =>
  drawServiceGraph(traffic({ requests }), noFacts, {
    view,
    services,
    namespaces: [],
    visible: null,
    readable: 'everything',
    windowSeconds: 300,
  })

describe.each(graphViews)('whatever was called, the %s view', (view) => {
  test('counts every request once, and every one of its outcomes', () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const { edges } = draw(requests, view)
        const seen = edges.map((edge) => edge.traffic)
        const all = total(requests.map((one) => one.requestsPerSecond))
        expect(total(seen.map((one) => one.requestsPerSecond))).toBe(all)
        const outcomes = seen.flatMap((one) => one.byCode)
        expect(total(outcomes.map((one) => one.requestsPerSecond))).toBe(all)
      }),
    )
  })

  test('lets flow in and out of nodes what flows over edges, with service nodes or without', () => {
    fc.assert(
      fc.property(anyRequests, fc.boolean(), (requests, services) => {
        const { nodes, edges } = draw(requests, view, services)
        const over = total(edges.map((edge) => edge.traffic.requestsPerSecond))
        expect(total(nodes.map((node) => node.in.requestsPerSecond))).toBe(over)
        expect(total(nodes.map((node) => node.out.requestsPerSecond))).toBe(over)
        const ids = new Set(nodes.map(({ id }) => id))
        expect(edges.every(({ source, target }) => ids.has(source) && ids.has(target))).toBe(true)
        expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length)
      }),
    )
  })

  test('gives each caller shares that make up the whole', () => {
    fc.assert(
      fc.property(anyRequests, (requests) => {
        const { edges } = draw(requests, view)
        for (const source of new Set(edges.map((edge) => edge.source))) {
          const shares = edges.filter((edge) => edge.source === source).map(({ share }) => share)
          expect(total(shares)).toBeCloseTo(1)
        }
      }),
    )
  })
})
