import { describe, expect, test } from 'vitest'
import {
  asRoute,
  destinationRule,
  facts,
  httpMatch,
  httpRoute,
  httpRule,
  meta,
  reviews,
  service,
  to,
  virtualService,
  workload,
} from '../traffic-split.fixtures'
import { codes, found } from './checks.fixtures'

test('a route that is in order has nothing to tell', () => {
  expect(found(asRoute(reviews), facts())).toEqual([])
  const split = httpRoute('reviews', [{ name: 'reviews', weight: 1 }])
  expect(
    found(
      { kind: 'HTTPRoute', object: split },
      facts({ virtualServices: [], httpRoutes: [split] }),
    ),
  ).toEqual([])
})

describe('another route for the same host', () => {
  const older = virtualService('older', [httpRule([to('reviews', 'v1', 1)])], {
    hosts: ['reviews.default.svc.cluster.local'],
    createdAt: 10,
  })
  const cluster = facts({ virtualServices: [older, reviews] })

  test('that wins takes the effect away, and wants a word', () => {
    const findings = found(asRoute(reviews), cluster)
    expect(codes(findings)).toEqual(['other-route-wins acknowledge'])
    expect(findings[0]?.title).toBe('VirtualService default/older wins for reviews')
  })

  test('that loses is only told', () => {
    expect(codes(found(asRoute(older), cluster))).toEqual(['other-route inform'])
  })

  test('of the other API is not defined by Istio', () => {
    const split = httpRoute('reviews', [{ name: 'reviews', weight: 1 }], { createdAt: 5 })
    const findings = found(asRoute(reviews), facts({ httpRoutes: [split] }))
    expect(codes(findings)).toEqual(['other-route-wins acknowledge'])
    expect(findings[0]?.detail).toContain('Istio does not define')
  })

  test('at a gateway is merged, and no rival', () => {
    const atGateway = { ...older, gateways: ['edge/public'] }
    expect(found(asRoute(reviews), facts({ virtualServices: [atGateway, reviews] }))).toEqual([])
  })

  test('that is private to another namespace is no rival', () => {
    const elsewhere = { ...older, namespace: 'shop', exportTo: ['.'] }
    const findings = found(asRoute(reviews), facts({ virtualServices: [elsewhere, reviews] }))
    expect(codes(findings)).toEqual(['other-route inform'])
  })
})

describe('a DestinationRule in a client’s namespace', () => {
  const own = (versions: string[]) =>
    destinationRule('reviews.default.svc.cluster.local', versions, {
      ...meta('reviews', { namespace: 'shop' }),
    })
  const both = (versions: string[]) =>
    facts({ destinationRules: [destinationRule('reviews', ['v1', 'v2']), own(versions)] })

  test('hides the subsets that it does not repeat', () => {
    const findings = found(asRoute(reviews), both(['v1']), [50, 50])
    expect(codes(findings)).toEqual(['hidden-subset acknowledge'])
    expect(findings[0]?.title).toBe('Clients in shop do not see subset v2')
  })

  test('that repeats them hides nothing', () => {
    expect(found(asRoute(reviews), both(['v1', 'v2']), [50, 50])).toEqual([])
  })
})

describe('a rule behind one that takes everything', () => {
  const behind = virtualService('reviews', [
    httpRule([to('reviews', 'v1', 80), to('reviews', 'v2', 20)], { name: 'everybody' }),
    httpRule([to('reviews', 'v3')], {
      name: 'testers',
      matches: [httpMatch({ method: { type: 'exact', value: 'GET' } })],
    }),
  ])

  test('is never reached', () => {
    const findings = found(asRoute(behind), facts({ virtualServices: [behind] }))
    expect(codes(findings)).toEqual(['unreachable-rule inform'])
    expect(findings[0]?.title).toBe('Nothing reaches route testers')
  })

  test.each([
    ['a prefix of everything', httpMatch({ uri: { type: 'prefix', value: '/' } }), true],
    ['a header', httpMatch({ headers: { cookie: { type: 'present', value: '' } } }), false],
    ['a port', httpMatch({ port: 80 }), false],
    ['callers of one namespace', httpMatch({ sourceNamespace: 'shop' }), false],
    ['a condition that nobody knows', httpMatch({ other: true }), false],
  ])('and a match of %s takes everything: %s', (_, match, isAll) => {
    const first = httpRule([to('reviews', 'v1')], { matches: [match] })
    const route = virtualService('reviews', [first, httpRule([to('reviews', 'v2')])])
    const findings = found(asRoute(route), facts({ virtualServices: [route] }))
    expect(codes(findings)).toEqual(isAll ? ['unreachable-rule inform'] : [])
  })
})

test('weights that are all 0 stand against a plan, and are told of a route that has them', () => {
  expect(codes(found(asRoute(reviews), facts(), [0, 0]))).toEqual(['all-weights-zero block'])
  const off = httpRoute('reviews', [{ name: 'reviews', weight: 0 }])
  expect(codes(found({ kind: 'HTTPRoute', object: off }, facts({ virtualServices: [] })))).toEqual([
    'all-weights-zero inform',
  ])
})

describe('an ambient service', () => {
  const ambient = ['v1', 'v2'].map((version) =>
    workload('reviews', version, { dataPlaneMode: 'ambient' }),
  )
  const cluster = facts({ workloads: ambient })

  test('without a waypoint takes no effect of a route', () => {
    expect(codes(found(asRoute(reviews), cluster, [50, 50]))).toEqual(['no-waypoint block'])
  })

  test.each([
    [
      'of its own',
      { services: [service('reviews', { labels: { 'istio.io/use-waypoint': 'reviews' } })] },
      false,
    ],
    [
      'of its namespace',
      { namespaceLabels: new Map([['default', { 'istio.io/use-waypoint': 'all' }]]) },
      false,
    ],
    [
      'of its namespace that it opts out of',
      {
        namespaceLabels: new Map([['default', { 'istio.io/use-waypoint': 'all' }]]),
        services: [service('reviews', { labels: { 'istio.io/use-waypoint': 'none' } })],
      },
      true,
    ],
  ])('with a waypoint %s', (_, more, isBlocked) => {
    const findings = found(asRoute(reviews), { ...cluster, ...more })
    expect(codes(findings)).toEqual(isBlocked ? ['no-waypoint block'] : [])
  })

  test('beside pods with sidecars is not without effect', () => {
    const mixed = [ambient[0] ?? workload('reviews', 'v1'), workload('reviews', 'v2')]
    expect(found(asRoute(reviews), facts({ workloads: mixed }))).toEqual([])
  })
})

describe('somebody who keeps the route', () => {
  test('in Git wants a word', () => {
    const annotations = {
      'argocd.argoproj.io/tracking-id': 'shop:networking.istio.io/VirtualService:default/reviews',
    }
    const route = asRoute({ ...reviews, annotations })
    expect(codes(found(route, facts()))).toEqual(['kept-in-git acknowledge'])
  })

  test('as a controller stands against every change', () => {
    const owners = [
      { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'reviews', controller: true },
    ]
    expect(codes(found(asRoute({ ...reviews, owners }), facts()))).toEqual([
      'steered-by-controller block',
    ])
  })

  test('by kubectl apply has nothing to say', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '' }
    expect(found(asRoute({ ...reviews, annotations }), facts())).toEqual([])
  })
})
