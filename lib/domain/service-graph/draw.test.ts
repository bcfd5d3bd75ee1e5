import { describe, expect, test } from 'vitest'
import {
  bookinfoFacts,
  calls,
  details,
  gateway,
  hop,
  mongodb,
  pageViews,
  picture,
  plain,
  principalOf,
  productpage,
  ratings,
  reviews,
  secured,
  streams,
  took,
} from './bookinfo.fixtures'
import type { DrawOptions } from './draw'
import { draw } from './draw.fixtures'
import type { TrafficSamples } from './sample'

describe('Bookinfo in each view', () => {
  test('workload', () => {
    expect(picture(draw({ requests: pageViews }))).toEqual([
      'workload/default/productpage-v1 > workload/default/details-v1 http 10/s',
      'workload/default/productpage-v1 > workload/default/reviews-v1 http 8/s',
      'workload/default/productpage-v1 > workload/default/reviews-v2 http 2/s',
      'workload/default/reviews-v2 > workload/default/ratings-v1 http 2/s',
      'workload/istio-system/istio-ingressgateway > workload/default/productpage-v1 http 10/s',
    ])
  })

  test('app: versions are one', () => {
    expect(picture(draw({ requests: pageViews }, { view: 'app' }))).toEqual([
      'app/default/productpage/- > app/default/details/- http 10/s',
      'app/default/productpage/- > app/default/reviews/- http 10/s',
      'app/default/reviews/- > app/default/ratings/- http 2/s',
      'app/istio-system/istio-ingressgateway/- > app/default/productpage/- http 10/s',
    ])
  })

  test('versionedApp: by canonical revision', () => {
    expect(picture(draw({ requests: pageViews }, { view: 'versionedApp' }))).toEqual([
      'app/default/productpage/v1 > app/default/details/v1 http 10/s',
      'app/default/productpage/v1 > app/default/reviews/v1 http 8/s',
      'app/default/productpage/v1 > app/default/reviews/v2 http 2/s',
      'app/default/reviews/v2 > app/default/ratings/v1 http 2/s',
      'app/istio-system/istio-ingressgateway/latest > app/default/productpage/v1 http 10/s',
    ])
  })

  test('service: a caller is the service that others call it by, else its app', () => {
    expect(picture(draw({ requests: pageViews }, { view: 'service' }))).toEqual([
      'app/istio-system/istio-ingressgateway/- > service/default/productpage http 10/s',
      'service/default/productpage > service/default/details http 10/s',
      'service/default/productpage > service/default/reviews http 10/s',
      'service/default/reviews > service/default/ratings http 2/s',
    ])
  })

  test('service, with Kubernetes: or the service that selects it', () => {
    const graph = draw({ requests: pageViews }, { view: 'service' }, bookinfoFacts)
    expect(picture(graph)).toContain(
      'service/istio-system/istio-ingressgateway > service/default/productpage http 10/s',
    )
  })

  test('namespace: calls inside of one are an edge to itself', () => {
    expect(picture(draw({ requests: pageViews }, { view: 'namespace' }))).toEqual([
      'namespace/default > namespace/default http 22/s',
      'namespace/istio-system > namespace/default http 10/s',
    ])
  })

  test('with service nodes the share of each version reads off the edges', () => {
    const graph = draw({ requests: pageViews }, { services: true })
    expect(picture(graph)).toEqual([
      'service/default/details > workload/default/details-v1 http 10/s',
      'service/default/productpage > workload/default/productpage-v1 http 10/s',
      'service/default/ratings > workload/default/ratings-v1 http 2/s',
      'service/default/reviews > workload/default/reviews-v1 http 8/s',
      'service/default/reviews > workload/default/reviews-v2 http 2/s',
      'workload/default/productpage-v1 > service/default/details http 10/s',
      'workload/default/productpage-v1 > service/default/reviews http 10/s',
      'workload/default/reviews-v2 > service/default/ratings http 2/s',
      'workload/istio-system/istio-ingressgateway > service/default/productpage http 10/s',
    ])
    const shares = graph.edges
      .filter(({ source }) => plain(source) === 'service/default/reviews')
      .map(({ share }) => share)
    expect(shares).toEqual([0.8, 0.2])
  })
})

describe('one edge', () => {
  const toReviews = hop(productpage, reviews.v1)
  const only = (samples: Partial<TrafficSamples>, options: Partial<DrawOptions> = {}) => {
    const [edge, ...others] = draw(samples, options).edges
    if (!edge || others.length > 0) throw new Error(`${others.length + 1} edges`)
    return edge
  }

  test('adds codes up, largest first', () => {
    const { traffic: seen } = only({
      requests: [
        calls(toReviews, 1, { code: '503', flags: 'UC' }),
        calls(toReviews, 9),
        calls(hop(productpage, reviews.v1), 2, { code: '503', flags: 'UC' }),
      ],
    })
    expect(seen).toEqual({
      requestsPerSecond: 12,
      errorRatio: 0.25,
      clientErrorRatio: 0,
      cancelledRatio: 0,
      byCode: [
        { code: '200', grpcStatus: null, flags: '-', requestsPerSecond: 9 },
        { code: '503', grpcStatus: null, flags: 'UC', requestsPerSecond: 3 },
      ],
      messagesPerSecond: null,
      bytesPerSecond: null,
      connectionsPerSecond: null,
    })
  })

  test('says whose report it is, and when it is of several', () => {
    expect(only({ requests: [calls(toReviews, 1)] }).reporter).toBe('source')
    const byWaypoint = hop(productpage, reviews.v1, { reporter: 'waypoint' })
    expect(only({ requests: [calls(byWaypoint, 1)] }).reporter).toBe('waypoint')
    const both = [calls(toReviews, 1), calls(hop(productpage, reviews.v2, byWaypoint), 1)]
    expect(only({ requests: both }, { view: 'app' }).reporter).toBe('mixed')
  })

  test('reads a failing gRPC status as failure, though its code is 200', () => {
    const grpc = hop(productpage, reviews.v1, { protocol: 'grpc' })
    const edge = only({
      requests: [calls(grpc, 3, { grpcStatus: '0' }), calls(grpc, 1, { grpcStatus: '14' })],
    })
    expect(edge.protocol).toBe('grpc')
    expect(edge.traffic.errorRatio).toBe(0.25)
  })

  test('is not mixed with TCP between the same workloads', () => {
    const tcp = hop(productpage, reviews.v1, { protocol: 'tcp' })
    const graph = draw({
      requests: [calls(toReviews, 4)],
      volumes: streams(tcp, { sentBytes: 2000, receivedBytes: 500, connections: 0.5 }),
    })
    const [http, stream] = graph.edges
    expect(http?.traffic.bytesPerSecond).toBeNull()
    expect(http?.share).toBe(1)
    expect(stream?.traffic).toMatchObject({
      requestsPerSecond: null,
      errorRatio: null,
      bytesPerSecond: { sent: 2000, received: 500 },
      connectionsPerSecond: 0.5,
    })
    expect(stream?.share).toBeNull()
  })

  test('a long TCP stream without a new connection has no number of connections', () => {
    const tcp = hop(ratings, mongodb, { protocol: 'tcp' })
    expect(only({ volumes: streams(tcp, { sentBytes: 10 }) }).traffic).toMatchObject({
      bytesPerSecond: { sent: 10, received: 0 },
      connectionsPerSecond: null,
    })
  })

  test('takes latency from the summed buckets of all that it is merged from', () => {
    const requests = [calls(toReviews, 10), calls(hop(productpage, reviews.v2), 10)]
    const latency = [
      ...took(hop(productpage, reviews.v1), { 5: 0, 10: 10, Infinity: 10 }),
      ...took(hop(productpage, reviews.v2), { 10: 0, 25: 10, Infinity: 10 }),
    ]
    expect(only({ requests, latency }, { view: 'app' }).latencyMs).toMatchObject({ p50: 10 })
    expect(only({ requests: [calls(toReviews, 10)] }).latencyMs).toBeNull()
  })

  test('shares of mTLS are joined by workload, whatever service was called', () => {
    const requests = [
      calls(toReviews, 6),
      calls(
        hop(productpage, reviews.v1, {
          destinationService: 'reviews-all.default.svc.cluster.local',
        }),
        2,
      ),
    ]
    const security = [secured(toReviews, 'mutual_tls', 6), secured(toReviews, 'none', 2)]
    const edge = only({ requests, security })
    expect(edge.traffic.requestsPerSecond).toBe(8)
    expect(edge.mtls).toEqual({ mutualTls: 0.75, plaintext: 0.25, unknown: 0 })
    expect(edge.principals).toEqual({
      source: [principalOf(productpage)],
      destination: [principalOf(reviews.v1)],
    })
  })

  test('has no mTLS where nothing measured it, as at a gateway', () => {
    const requests = [calls(hop(gateway, productpage), 1)]
    expect(only({ requests, security: [] }).mtls).toBeNull()
    expect(only({ requests }).mtls).toBeNull()
  })
})

test('no traffic is an empty graph, not zeroes', () => {
  expect(draw({})).toMatchObject({
    view: 'workload',
    nodes: [],
    edges: [],
    totals: { nodes: 0, edges: 0, traffic: { requestsPerSecond: null } },
  })
})

test('ids and order are the same however the store orders its series', () => {
  const backwards = [...pageViews].reverse()
  expect(draw({ requests: backwards })).toEqual(draw({ requests: pageViews }))
})

describe('callers that a person names as scrapers', () => {
  test('are left out and counted', () => {
    const scraper = { ...productpage, namespace: 'monitoring', workload: 'prometheus' }
    const graph = draw(
      { requests: [...pageViews, calls(hop(scraper, details), 0.5)] },
      { scrapers: ['monitoring/prometheus', 'monitoring/nobody'] },
    )
    expect(graph.edges).toHaveLength(pageViews.length)
    expect(graph.scrapers).toEqual({ callers: 1, requestsPerSecond: 0.5 })
  })
})

describe('a focus', () => {
  const id = 'workload/Kubernetes/default/reviews-v2'
  const near = (hops: number) =>
    draw({ requests: pageViews }, { focus: { id, hops } }).nodes.map((node) => plain(node.id))

  test('shows what is so many calls away, either way', () => {
    expect(near(1)).toEqual([
      'workload/default/productpage-v1',
      'workload/default/ratings-v1',
      'workload/default/reviews-v2',
    ])
    expect(near(2)).toHaveLength(6)
  })

  test('on what is gone shows nothing', () => {
    const graph = draw({ requests: pageViews }, { focus: { id: 'workload/-/default/x', hops: 3 } })
    expect(graph.nodes).toEqual([])
  })
})
