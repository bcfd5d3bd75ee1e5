import { describe, expect, test } from 'vitest'
import {
  bookinfoFacts,
  calls,
  details,
  gateway,
  hop,
  mongodb,
  nodeNamed,
  noFacts,
  pageViews,
  picture,
  plain,
  principalOf,
  productpage,
  ratings,
  reviews,
  secured,
  stranger,
  streams,
  took,
  traffic,
} from './bookinfo.fixtures'
import { type DrawOptions, drawServiceGraph } from './draw'
import type { MeshFacts } from './mesh-facts'
import type { Peer, TrafficSamples } from './sample'

const draw = (
  samples: Partial<TrafficSamples>,
  options: Partial<DrawOptions> = {},
  facts: MeshFacts = noFacts,
) =>
  drawServiceGraph(traffic(samples), facts, {
    view: 'workload',
    services: false,
    namespaces: [],
    visible: null,
    windowSeconds: 300,
    ...options,
  })

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

describe('requests that failed before a host was chosen', () => {
  const noPod = hop(productpage, stranger, {
    destinationService: 'reviews.default.svc.cluster.local',
    destinationServiceName: 'reviews',
  })
  const failed = calls(noPod, 1, { code: '503', flags: 'UH' })

  test.each([
    ['workload', 'workload/default/productpage-v1 > service/default/reviews'],
    ['versionedApp', 'app/default/productpage/v1 > service/default/reviews'],
    ['app', 'app/default/productpage/- > service/default/reviews'],
    ['service', 'app/default/productpage/- > service/default/reviews'],
    ['namespace', 'namespace/default > namespace/default'],
  ] as const)('are the service’s in the %s view', (view, line) => {
    expect(picture(draw({ requests: [failed] }, { view }))).toEqual([
      `${line} http 1/s 100% failed`,
    ])
  })

  test('join the service’s own node where service nodes are drawn', () => {
    const requests = [calls(hop(productpage, reviews.v1), 9), failed]
    const graph = draw({ requests }, { services: true })
    expect(picture(graph)).toEqual([
      'service/default/reviews > workload/default/reviews-v1 http 9/s',
      'workload/default/productpage-v1 > service/default/reviews http 10/s 10% failed',
    ])
    expect(nodeNamed(graph, 'service/default/reviews').in.errorRatio).toBe(0.1)
  })

  test.each([
    ['reviews:9080', 'a bare name is of the caller’s namespace'],
    ['reviews.default:9080', 'two labels are a service that is known'],
    ['reviews.default.svc:9080', 'a host need not name the cluster’s domain'],
  ])('are found by the Host header %s: %s', (host) => {
    const noCluster = hop(productpage, stranger, {
      destinationService: host,
      destinationServiceName: host,
    })
    const requests = [calls(noCluster, 1, { code: '503', flags: 'NC' })]
    expect(picture(draw({ requests }, {}, bookinfoFacts))).toEqual([
      'workload/default/productpage-v1 > service/default/reviews http 1/s 100% failed',
    ])
  })
})

describe('who or what is not known', () => {
  const visitor = hop(stranger, productpage, { reporter: 'destination' })

  test('a client without a proxy is one node beside what it calls, with its reason', () => {
    const graph = draw({ requests: [calls(visitor, 1), ...pageViews] })
    expect(picture(graph)).toContain(
      'unknown/caller/default > workload/default/productpage-v1 http 1/s',
    )
    expect(nodeNamed(graph, 'unknown/caller/default')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('without a proxy'),
      candidates: [],
    })
  })

  test('a label that was taken away is another reason', () => {
    const unnamed: Peer = { cluster: '', namespace: '', workload: '', app: '', version: '' }
    const graph = draw({ requests: [calls(hop(unnamed, productpage), 1)] })
    expect(nodeNamed(graph, 'unknown/unlabelledCaller/default')).toMatchObject({
      reason: expect.stringContaining('Telemetry'),
    })
  })

  test('an app without canonical labels is named by its workload', () => {
    const old = { ...reviews.v1, app: 'unknown', version: '' }
    expect(
      picture(draw({ requests: [calls(hop(productpage, old), 1)] }, { view: 'versionedApp' })),
    ).toEqual(['app/default/productpage/v1 > app/default/reviews-v1/latest http 1/s'])
  })

  test('a request that a gateway had no route for', () => {
    const requests = [calls(hop(gateway, stranger), 1, { code: '404', flags: 'NR' })]
    expect(picture(draw({ requests }))).toEqual([
      'workload/istio-system/istio-ingressgateway > unknown/destination/istio-system http 1/s',
    ])
  })
})

describe('outside of the mesh', () => {
  const outside = (destinationService: string, destinationServiceName: string) =>
    hop(details, stranger, { destinationService, destinationServiceName })

  test.each([
    [
      'a ServiceEntry',
      'www.googleapis.com',
      'www.googleapis.com',
      'serviceEntry/www.googleapis.com',
    ],
    [
      'passthrough',
      'www.googleapis.com:443',
      'PassthroughCluster',
      'passthrough/www.googleapis.com',
    ],
    ['passthrough of TCP', 'unknown', 'PassthroughCluster', 'passthrough/PassthroughCluster'],
    ['a black hole', 'example.org', 'BlackHoleCluster', 'blackHole/example.org'],
    ['an address', '10.1.2.3:5432', '10.1.2.3:5432', 'serviceEntry/10.1.2.3'],
    ['an IPv6 address', '[fd00::1]:80', '[fd00::1]:80', 'serviceEntry/[fd00::1]'],
  ])('%s is a node by its host', (_, host, name, id) => {
    const graph = draw({ requests: [calls(outside(host, name), 1)] })
    expect(graph.edges.map(({ target }) => plain(target))).toEqual([id])
  })

  test('a pod that was called by its address is a workload, without a service', () => {
    const direct = hop(stranger, reviews.v1, {
      reporter: 'destination',
      destinationService: 'reviews',
      destinationServiceName: 'InboundPassthroughCluster',
    })
    expect(picture(draw({ requests: [calls(direct, 1)] }, { services: true }))).toEqual([
      'unknown/caller/default > workload/default/reviews-v1 http 1/s',
    ])
  })
})

describe('clusters', () => {
  const east = { ...reviews.v1, cluster: 'east' }
  const west = { ...reviews.v1, cluster: 'west' }

  test('the same workload in two clusters is two nodes', () => {
    const requests = [calls(hop(productpage, east), 1), calls(hop(productpage, west), 2)]
    expect(draw({ requests }).edges.map(({ target }) => target)).toEqual([
      'workload/east/default/reviews-v1',
      'workload/west/default/reviews-v1',
    ])
  })

  test('a series that names no cluster is of the only one there is', () => {
    const unnamed = { ...reviews.v1, cluster: 'unknown' }
    const requests = [calls(hop(productpage, unnamed), 1), calls(hop(productpage, reviews.v1), 1)]
    expect(draw({ requests }).edges.map(({ target }) => target)).toEqual([
      'workload/Kubernetes/default/reviews-v1',
    ])
  })

  test('among several it is of none', () => {
    const unnamed = { ...details, cluster: 'unknown' }
    const requests = [calls(hop(east, unnamed), 1), calls(hop(east, west), 1)]
    expect(draw({ requests }).nodes.map(({ id }) => id)).toContain('workload/-/default/details-v1')
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
