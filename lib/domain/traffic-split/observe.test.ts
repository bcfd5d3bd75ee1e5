import { describe, expect, test } from 'vitest'
import type { VirtualService } from '../istio-config/virtual-service'
import { hop, reviews as pods, productpage, stranger } from '../service-graph/bookinfo.fixtures'
import type { Peer } from '../service-graph/sample'
import type { SplitTraffic } from './flows'
import { byVersion, read, sample, traffic, v3 } from './observe.fixtures'
import { readSplit } from './read-split'
import type { SplitFacts } from './split-facts'
import {
  asRoute,
  destinationRule,
  facts,
  httpMatch,
  httpRoute,
  httpRule,
  reviews,
  service,
  to,
  virtualService,
  workload,
} from './traffic-split.fixtures'
import { splitConfig, splitWorld } from './world'

describe('what was seen of a route', () => {
  test('is told by destination, with where the true share may lie', () => {
    const [route] = read(reviews, traffic(byVersion(8, 2))).routes
    expect(route?.observed).toEqual({
      kind: 'observed',
      counted: 'requests',
      perSecond: 10,
      count: 3000,
      enough: true,
      lost: null,
    })
    expect(route?.destinations.map(({ observed }) => observed?.share)).toEqual([0.8, 0.2])
    const [low = 0, high = 0] = route?.destinations[1]?.observed?.shareInterval ?? []
    expect([low < 0.2, high > 0.2, high - low < 0.04]).toEqual([true, true, true])
    expect(route?.destinations.map(({ readyPods }) => readyPods)).toEqual([1, 1])
  })

  test('says when it is too little to tell', () => {
    const [route] = read(reviews, traffic(byVersion(0.04, 0.01))).routes
    expect(route?.observed).toMatchObject({ kind: 'observed', enough: false, count: 15 })
  })

  test('has errors and latency of its own destinations', () => {
    const latency = [
      { hop: hop(productpage, pods.v2), le: 100, requestsPerSecond: 2 },
      { hop: hop(productpage, pods.v2), le: Number.POSITIVE_INFINITY, requestsPerSecond: 2 },
    ]
    const failing = sample(hop(productpage, pods.v2), 1, { code: '503' })
    const [route] = read(reviews, traffic([...byVersion(8, 1), failing], { latency })).routes
    expect(route?.destinations[1]?.observed).toMatchObject({ errorRatio: 0.5, p95Ms: 95 })
    expect(route?.destinations[0]?.observed).toMatchObject({ errorRatio: 0, p95Ms: null })
  })

  test('is in connections for TCP', () => {
    const tcp = { matches: [], destinations: [to('reviews', 'v1', 1), to('reviews', 'v2', 3)] }
    const stream = virtualService('reviews', [], { tcp: [tcp] })
    const connection = (peer: Peer, perSecond: number) => ({
      hop: hop(productpage, peer, { protocol: 'tcp' }),
      quantity: 'connections' as const,
      perSecond,
    })
    const volumes = [connection(pods.v1, 1), connection(pods.v2, 3)]
    const [route] = read(
      stream,
      traffic([], { volumes }),
      facts({ virtualServices: [stream] }),
    ).routes
    expect(route?.observed).toMatchObject({ counted: 'connections', perSecond: 4 })
    expect(route?.destinations.map(({ observed }) => observed?.share)).toEqual([0.25, 0.75])
  })

  test('keeps apart what never arrived', () => {
    const lost = sample(
      hop(productpage, stranger, { destinationService: 'reviews.default.svc.cluster.local' }),
      2,
      {
        code: '503',
        flags: 'UH',
      },
    )
    const noCluster = sample(
      hop(productpage, stranger, { destinationService: 'reviews:9080' }),
      1,
      {
        code: '503',
        flags: 'NC',
      },
    )
    const [route] = read(reviews, traffic([...byVersion(5, 2), lost, noCluster])).routes
    expect(route?.observed).toMatchObject({
      perSecond: 7,
      lost: {
        perSecond: 3,
        share: 0.3,
        flags: [
          { flags: 'UH', perSecond: 2 },
          { flags: 'NC', perSecond: 1 },
        ],
      },
    })
  })

  test('leaves out mirrored copies', () => {
    const copy = sample(hop(productpage, pods.v2, { reporter: 'destination', mirrored: true }), 8)
    const [route] = read(reviews, traffic([...byVersion(8, 2), copy])).routes
    expect(route?.observed).toMatchObject({ perSecond: 10 })
  })

  test('of a split over services is told by service', () => {
    const split = httpRoute('reviews', [
      { name: 'reviews-v1', weight: 1 },
      { name: 'reviews-v2', weight: 1 },
    ])
    const versioned = (version: string) =>
      service(`reviews-${version}`, { selector: { app: 'reviews', version } })
    const cluster = facts({
      virtualServices: [],
      httpRoutes: [split],
      services: [service('reviews'), versioned('v1'), versioned('v2')],
    })
    const at = (peer: Peer, version: string) =>
      hop(productpage, peer, { destinationService: `reviews-${version}.default.svc.cluster.local` })
    const seen = traffic([sample(at(pods.v1, 'v1'), 3), sample(at(pods.v2, 'v2'), 1)])
    const world = splitWorld(splitConfig(cluster), seen, 300)
    const [route] = readSplit({ kind: 'HTTPRoute', object: split }, world, []).routes
    expect(route?.destinations.map(({ share, observed }) => [share, observed?.share])).toEqual([
      [0.5, 0.75],
      [0.5, 0.25],
    ])
  })
})

describe('nothing is said of a route', () => {
  const absent = (object: VirtualService, seen: SplitTraffic | null, cluster?: SplitFacts) =>
    read(object, seen, cluster).routes.map(({ observed }) =>
      observed.kind === 'absent' ? observed.reason : null,
    )

  test('without traffic, and without Prometheus', () => {
    expect(absent(reviews, traffic([]))).toEqual(['no-traffic'])
    expect(absent(reviews, null)).toEqual(['metrics-missing'])
  })

  test('that shares its workloads with another rule; each that has its own is told', () => {
    const cart = virtualService('reviews', [
      httpRule([to('reviews', 'v1')], {
        matches: [httpMatch({ uri: { type: 'prefix', value: '/bulk' } })],
      }),
      httpRule([to('reviews', 'v3')], {
        matches: [httpMatch({ headers: { tester: { type: 'exact', value: 'yes' } } })],
      }),
      httpRule([to('reviews', 'v1', 75), to('reviews', 'v2', 25)]),
    ])
    const seen = traffic([...byVersion(8, 2), sample(hop(productpage, v3), 1)])
    const split = read(cart, seen, facts({ virtualServices: [cart] }))
    expect(
      split.routes.map(({ observed }) =>
        observed.kind === 'absent' ? observed.reason : observed.perSecond,
      ),
    ).toEqual(['shared-workload', 1, 'shared-workload'])
    expect(
      split.services[0]?.versions.map(({ version, requestsPerSecond }) => [
        version,
        requestsPerSecond,
      ]),
    ).toEqual([
      ['v1', 8],
      ['v2', 2],
      ['v3', 1],
    ])
  })

  test('whose subsets overlap in their pods', () => {
    const overlap = destinationRule('reviews', ['v1'], {
      subsets: [
        { name: 'v1', labels: { version: 'v1' }, trafficPolicy: null },
        { name: 'v2', labels: {}, trafficPolicy: null },
      ],
    })
    expect(
      absent(reviews, traffic(byVersion(8, 2)), facts({ destinationRules: [overlap] })),
    ).toEqual(['shared-workload'])
  })

  test('that leads outside of the cluster', () => {
    const outside = virtualService('reviews', [
      httpRule([to('reviews', 'v1', 1), to('api.example.com', null, 1)]),
    ])
    expect(
      absent(outside, traffic(byVersion(8, 2)), facts({ virtualServices: [outside] })),
    ).toEqual(['unknown-destination'])
  })

  test('of an ambient service without a waypoint', () => {
    const ambient = ['v1', 'v2'].map((version) =>
      workload('reviews', version, { dataPlaneMode: 'ambient' }),
    )
    expect(absent(reviews, traffic(byVersion(8, 2)), facts({ workloads: ambient }))).toEqual([
      'no-waypoint',
    ])
  })
})

test('a change that is still there is not changed back, one that was overwritten is', () => {
  const record = (to: string[], after: number[]) => ({
    ...{ id: 'c1', at: 1, user: 'alice', reason: null, acknowledged: [], reverts: null },
    change: {
      routes: [{ route: '/spec/http/0', name: null, match: '', to, before: [100, 0], after }],
    },
  })
  const own = ['reviews:v1', 'reviews:v2']
  const world = splitWorld(splitConfig(facts()), null, 300)
  const changedBack = (to: string[], after: number[]) =>
    readSplit(asRoute(reviews), world, [record(to, after)]).changedBack?.routes
  expect(changedBack(own, [80, 20])).toBeUndefined()
  expect(changedBack(own, [50, 50])).toMatchObject([{ now: [80, 20] }])
  expect(changedBack(['ratings:v1', 'ratings:v2'], [80, 20])).toMatchObject([{ now: null }])
})

test('a delegate is shown with the root that its traffic comes from', () => {
  const delegate = virtualService(
    'inner',
    [httpRule([to('reviews', 'v1', 80), to('reviews', 'v2', 20)])],
    { hosts: [] },
  )
  const root = virtualService('reviews', [
    httpRule([], { delegate: { namespace: null, name: 'inner' } }),
  ])
  const cluster = facts({ virtualServices: [root, delegate] })
  const split = read(delegate, traffic(byVersion(8, 2)), cluster)
  expect(split).toMatchObject({
    hosts: ['reviews'],
    gateways: ['mesh'],
    roots: [{ namespace: 'default', name: 'reviews' }],
  })
  expect(split.routes[0]?.observed).toMatchObject({ perSecond: 10 })
  expect(read(root, traffic([]), cluster).delegates).toEqual([
    { namespace: 'default', name: 'inner' },
  ])
})
