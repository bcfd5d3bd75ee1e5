import { describe, expect, test } from 'vitest'
import type { Finding } from '../../finding'
import { detectOwner } from '../../owner/detect-owner'
import { type RouteObject, sharesOf } from '../rule'
import type { Weights } from '../split'
import type { SplitFacts } from '../split-facts'
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
import { resolveRules, splitConfig } from '../world'
import { runChecks } from './run-checks'

/** What is found of a route, with a plan for its first rule or without one. */
function found(route: RouteObject, cluster: SplitFacts, planned: Weights | null = null): Finding[] {
  const config = splitConfig(cluster)
  const rules = resolveRules(route, config.destinations).map((rule, at) => {
    const own = at === 0 ? planned : null
    const sharesAfter = own === null ? rule.shares : sharesOf(own, route.kind)
    return { ...rule, planned: own, sharesAfter }
  })
  return runChecks({ route, rules, owner: detectOwner(route, cluster), ...config })
}

const codes = (findings: readonly Finding[]) => findings.map(({ code, gate }) => `${code} ${gate}`)

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

describe('a service that is not there', () => {
  const lost = virtualService('reviews', [
    httpRule([to('reviews', 'v1', 80), to('gone', null, 20)]),
  ])
  const cluster = facts({ virtualServices: [lost] })

  test.each([
    ['sending more to it', [70, 30], 'block'],
    ['sending less to it', [90, 10], 'inform'],
    ['sending nothing to it', [100, 0], 'inform'],
  ] as const)('stands against %s', (_, planned, gate) => {
    expect(codes(found(asRoute(lost), cluster, [...planned]))).toEqual([`unknown-host ${gate}`])
  })

  test('is not told where services are not known, of a host outside, or of one that gets nothing', () => {
    const unknown = { ...cluster.known, services: false }
    expect(found(asRoute(lost), { ...cluster, known: unknown })).toEqual([])
    const outside = virtualService('reviews', [
      httpRule([to('reviews', 'v1', 80), to('api.example.com', null, 20)]),
    ])
    expect(found(asRoute(outside), facts({ virtualServices: [outside] }))).toEqual([])
    const idle = virtualService('reviews', [
      httpRule([to('reviews', 'v1', 100), to('gone', null, 0)]),
    ])
    expect(found(asRoute(idle), facts({ virtualServices: [idle] }))).toEqual([])
  })
})

describe('a subset that is not defined', () => {
  const cluster = facts({ destinationRules: [destinationRule('reviews', ['v1'])] })

  test('stands against sending more to it, and names where it is missing', () => {
    const findings = found(asRoute(reviews), cluster, [50, 50])
    expect(codes(findings)).toEqual(['unknown-subset block'])
    expect(findings[0]?.detail).toContain('DestinationRule default/reviews does not define it')
  })

  test('wants a word where a rule that the viewer cannot see may define it', () => {
    const isVisible = (namespace: string) => namespace === 'default'
    const findings = found(asRoute(reviews), { ...cluster, isVisible }, [50, 50])
    expect(codes(findings)).toEqual(['unknown-subset acknowledge'])
    expect(findings[0]?.detail).toContain('which you cannot see')
  })

  test('does not stand against taking traffic away from it', () => {
    expect(codes(found(asRoute(reviews), cluster, [100, 0]))).toEqual(['unknown-subset inform'])
  })

  test('is not told where DestinationRules are not known', () => {
    const known = { ...cluster.known, destinationRules: false }
    expect(found(asRoute(reviews), { ...cluster, known })).toEqual([])
  })
})

describe('a destination without a ready pod', () => {
  const down = [workload('reviews', 'v1'), workload('reviews', 'v2', { readyPods: 0 })]
  const cluster = facts({ workloads: down })

  test('wants a word before it gets more', () => {
    expect(codes(found(asRoute(reviews), cluster, [50, 50]))).toEqual(['no-ready-pods acknowledge'])
  })

  test('is only told where it gets less, and not at all where it has nothing', () => {
    expect(codes(found(asRoute(reviews), cluster, [90, 10]))).toEqual(['no-ready-pods inform'])
    const idle = virtualService('reviews', [
      httpRule([to('reviews', 'v1', 1), to('reviews', 'v2', 0)]),
    ])
    expect(found(asRoute(idle), { ...cluster, virtualServices: [idle] })).toEqual([])
  })

  test('says when no workload has its labels at all', () => {
    const findings = found(asRoute(reviews), facts({ workloads: [workload('reviews', 'v1')] }))
    expect(findings[0]?.detail).toContain('No workload has the labels that it selects')
  })
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

describe('a backend in another namespace', () => {
  const split = httpRoute('reviews', [
    { name: 'reviews', weight: 1 },
    { name: 'reviews', weight: 1, namespace: 'shop' },
  ])
  const there = service('reviews', { namespace: 'shop' })
  const pods = workload('reviews', 'v1', { namespace: 'shop' })
  const cluster = facts({
    virtualServices: [],
    services: [service('reviews'), there],
    workloads: [workload('reviews', 'v1'), pods],
  })
  const grant = (kind: string, name: string | null) => ({
    ...meta('let-in', { namespace: 'shop' }),
    from: [{ group: 'gateway.networking.k8s.io', kind, namespace: 'default' }],
    to: [{ group: '', kind: 'Service', name }],
  })

  test.each([
    ['no grant', [], true],
    ['a grant for everything there', [grant('HTTPRoute', null)], false],
    ['a grant for it', [grant('HTTPRoute', 'reviews')], false],
    ['a grant for another service', [grant('HTTPRoute', 'ratings')], true],
    ['a grant for another kind', [grant('GRPCRoute', null)], true],
  ])('with %s', (_, referenceGrants, isRefused) => {
    const findings = found(
      { kind: 'HTTPRoute', object: split },
      { ...cluster, referenceGrants },
      [1, 3],
    )
    expect(codes(findings)).toEqual(isRefused ? ['not-permitted block'] : [])
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
