import { describe, expect, test } from 'vitest'
import {
  calls,
  details,
  hop,
  nodeNamed,
  noFacts,
  picture,
  plain,
  productpage,
  reviews,
  secured,
  streams,
} from './bookinfo.fixtures'
import { draw } from './draw.fixtures'
import type { MeshFacts } from './mesh-facts'
import type { Peer } from './sample'

describe('two services that select one pod', () => {
  const asReviews = hop(productpage, reviews.v1)
  const asCritics = hop(productpage, reviews.v1, {
    destinationService: 'critics.default.svc.cluster.local',
    destinationServiceName: 'critics',
  })
  const requests = [calls(asReviews, 3), calls(asCritics, 1)]

  test('are one edge between workloads', () => {
    expect(picture(draw({ requests }))).toEqual([
      'workload/default/productpage-v1 > workload/default/reviews-v1 http 4/s',
    ])
  })

  test('and two services where services are drawn', () => {
    expect(picture(draw({ requests }, { view: 'service' }))).toEqual([
      'app/default/productpage/- > service/default/critics http 1/s',
      'app/default/productpage/- > service/default/reviews http 3/s',
    ])
  })
})

describe('through a waypoint', () => {
  const waypoint: Peer = {
    ...productpage,
    workload: 'waypoint',
    app: 'waypoint',
    version: 'latest',
  }
  const facts: MeshFacts = {
    ...noFacts,
    workloads: [
      {
        namespace: 'default',
        name: 'waypoint',
        app: 'waypoint',
        version: 'latest',
        dataPlaneMode: 'none',
        role: 'waypoint',
        inMesh: true,
        pods: 1,
        readyPods: 1,
        labels: {},
      },
    ],
  }
  const below = [
    ...streams(hop(productpage, waypoint, { protocol: 'tcp' }), { sentBytes: 100 }),
    ...streams(hop(waypoint, reviews.v1, { protocol: 'tcp' }), { sentBytes: 100 }),
  ]

  test('the waypoint’s report is the call; the connections to and from it are the layer below', () => {
    const requests = [calls(hop(productpage, reviews.v1, { reporter: 'waypoint' }), 5)]
    expect(picture(draw({ requests, volumes: below }, {}, facts))).toEqual([
      'workload/default/productpage-v1 > workload/default/reviews-v1 http 5/s',
    ])
  })

  test('a waypoint that is not scraped leaves the layer below, which is then all that is known', () => {
    expect(picture(draw({ volumes: below }, {}, facts))).toHaveLength(2)
  })
})

describe('facts of one edge are joined on workloads', () => {
  test('two services that select the same pod both know how they are encrypted', () => {
    const byName = (name: string) => ({
      destinationService: `${name}.default.svc.cluster.local`,
      destinationServiceName: name,
    })
    const graph = draw(
      {
        requests: [
          calls(hop(productpage, reviews.v1), 2),
          calls(hop(productpage, reviews.v1, byName('reviews-legacy')), 2),
        ],
        // The pod's own proxy knows one service for its port.
        security: [secured(hop(productpage, reviews.v1), 'mutual_tls', 4)],
      },
      { view: 'service' },
    )
    expect(graph.edges.map(({ target, mtls }) => [plain(target), mtls?.mutualTls])).toEqual([
      ['service/default/reviews-legacy', 1],
      ['service/default/reviews', 1],
    ])
  })
})

describe('mirrored copies', () => {
  const toMirror = hop(productpage, reviews.v2, { reporter: 'destination', mirrored: true })
  const graph = draw({
    requests: [calls(hop(productpage, reviews.v2), 3), calls(toMirror, 7, { code: '503' })],
  })

  test('are an edge of their own', () => {
    expect(graph.edges.map(({ id, mirrored }) => [plain(id).slice(-13), mirrored])).toEqual([
      ['views-v2>http', false],
      ['http>mirrored', true],
    ])
  })

  test('are no call that the source has sent, nor one of the total', () => {
    expect(nodeNamed(graph, 'workload/default/productpage-v1').out.requestsPerSecond).toBe(3)
    expect(nodeNamed(graph, 'workload/default/reviews-v2').in.requestsPerSecond).toBe(10)
    expect(graph.totals.traffic.requestsPerSecond).toBe(3)
    expect(graph.edges.map(({ share }) => share)).toEqual([1, null])
  })
})

test('gRPC messages are on the edge of their calls, and draw one while no call has ended', () => {
  const grpc = hop(productpage, details, { protocol: 'grpc' })
  const graph = draw({
    volumes: [
      { hop: grpc, quantity: 'requestMessages', perSecond: 5 },
      { hop: grpc, quantity: 'responseMessages', perSecond: 50 },
    ],
  })
  expect(graph.edges[0]?.traffic).toMatchObject({
    requestsPerSecond: null,
    messagesPerSecond: { request: 5, response: 50 },
  })
})
