import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  destinationRule,
  peerAuthentication,
  pod,
  podOf,
  reviewsSubsets,
  service,
  virtualService,
  worldOf,
} from '../fixtures'
import type { HttpRoute } from '../world/istio-objects'
import { callInWords as call, toReviews } from './calls-in-words'
import { resolveCall } from './resolve-call'

const to = (subset: string, weight?: number, host = 'reviews') => ({
  destination: { host, subset },
  ...(weight === undefined ? {} : { weight }),
})

const split = (...route: NonNullable<HttpRoute['route']>) =>
  virtualService({ hosts: ['reviews'], http: [{ route }] }, { name: 'reviews' })

describe('without routes', () => {
  test('calls go round the ready pods of the service', () => {
    expect(call([])).toEqual(['reviews-v1 0.5', 'reviews-v2 0.5'])
  })

  test('a pod that is not ready gets nothing', () => {
    const unready = pod('reviews-v9', { labels: { app: 'reviews' }, ready: false })
    expect(call([unready])).toEqual(['reviews-v1 0.5', 'reviews-v2 0.5'])
  })

  test('a service without a ready pod is 503 UH', () => {
    expect(call([service('empty')], { host: 'empty' })).toEqual(['503 UH 1'])
  })

  test.each([
    'reviews',
    'reviews.default',
    'reviews.default.svc',
    'reviews.default.svc.cluster.local',
  ])('%s means the same service', (host) => {
    expect(call([], { host })).toEqual(['reviews-v1 0.5', 'reviews-v2 0.5'])
  })

  test('a short name means the service of the client’s namespace', () => {
    const elsewhere = pod('loader', { namespace: 'load' })
    expect(call([elsewhere], { client: 'loader' })).toEqual(['passthrough 1'])
    expect(call([elsewhere], { client: 'loader', host: 'reviews.default' })).toHaveLength(2)
  })
})

describe('weights', () => {
  test.each([
    ['sum of a hundred', [80, 20], ['reviews-v1 0.8', 'reviews-v2 0.2']],
    ['any other sum', [1, 3], ['reviews-v1 0.25', 'reviews-v2 0.75']],
    ['one omitted gets nothing', [5, undefined], ['reviews-v1 1']],
    ['zero gets nothing', [0, 7], ['reviews-v2 1']],
  ])('%s', (_, [first, second], expected) => {
    expect(call([reviewsSubsets, split(to('v1', first), to('v2', second))])).toEqual(expected)
  })

  test.each([undefined, 0, 3])('a single destination with weight %s gets everything', (weight) => {
    expect(call([reviewsSubsets, split(to('v2', weight))])).toEqual(['reviews-v2 1'])
  })

  test('whatever the weights and pods, the probabilities sum to one', () => {
    const weight = fc.integer({ min: -5, max: 1000 })
    const subset = fc.constantFrom('v1', 'v2', 'v3', 'missing')
    const routes = fc.array(fc.tuple(subset, weight), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(routes, (route) => {
        const world = worldOf(reviewsSubsets, split(...route.map(([name, some]) => to(name, some))))
        const outcomes = resolveCall(world, podOf(world, 'productpage-v1'), toReviews)
        const sum = outcomes.reduce((total, { probability }) => total + probability, 0)
        expect(sum).toBeCloseTo(1, 9)
        expect(outcomes.every(({ probability }) => probability > 0)).toBe(true)
      }),
    )
  })
})

describe('subsets', () => {
  test.each([
    ['a subset that no rule defines is 503 NC', [], ['503 NC 1']],
    [
      'a subset that selects no pod is 503 UH',
      [destinationRule({ host: 'reviews', subsets: [{ name: 'v1', labels: { version: 'x' } }] })],
      ['503 UH 1'],
    ],
    [
      'a rule in the client’s namespace hides the one of the service’s',
      [
        destinationRule({ host: 'reviews.default.svc.cluster.local' }, { namespace: 'load' }),
        reviewsSubsets,
      ],
      ['503 NC 1'],
    ],
    [
      'a rule that is not exported to the client is not there',
      [destinationRule({ ...reviewsSubsets.spec, exportTo: ['.'] })],
      ['503 NC 1'],
    ],
    ['a rule of the service’s namespace serves all clients', [reviewsSubsets], ['reviews-v1 1']],
    [
      'a rule of the root namespace is the last resort',
      [
        destinationRule(
          { ...reviewsSubsets.spec, host: 'reviews.default.svc.cluster.local' },
          { namespace: 'istio-system' },
        ),
      ],
      ['reviews-v1 1'],
    ],
    [
      'two rules for one host in one namespace are merged',
      [
        destinationRule({ host: 'reviews' }, { name: 'a' }),
        destinationRule(reviewsSubsets.spec, { name: 'b' }),
      ],
      ['reviews-v1 1'],
    ],
    [
      'an exact host hides a wildcard',
      [
        destinationRule({ host: 'reviews' }, { name: 'exact' }),
        destinationRule({ ...reviewsSubsets.spec, host: '*.default.svc.cluster.local' }),
      ],
      ['503 NC 1'],
    ],
  ])('%s', (_, objects, expected) => {
    const client = pod('loader', { namespace: 'load' })
    const route = split(to('v1'))
    const request = { client: 'loader', host: 'reviews.default' }
    expect(call([client, route, ...objects], request)).toEqual(expected)
  })

  test('a destination host that nobody knows is 503 NC for its share', () => {
    const route = split(to('v1', 90), { destination: { host: 'nowhere' }, weight: 10 })
    expect(call([reviewsSubsets, route])).toEqual(['reviews-v1 0.9', '503 NC 0.1'])
  })
})

describe('matches', () => {
  const rules: HttpRoute[] = [
    { match: [{ headers: { 'End-User': { exact: 'jason' } } }], route: [to('v2')] },
    { match: [{ uri: { exact: '/health' } }, { uri: { prefix: '/admin' } }], route: [to('v2')] },
    {
      match: [{ uri: { regex: '/reviews/\\d+' }, method: { exact: 'GET' } }],
      route: [to('v1')],
    },
  ]
  const routed = [reviewsSubsets, virtualService({ hosts: ['reviews'], http: rules })]

  test.each([
    ['a header', { headers: { 'end-user': 'jason' } }, ['reviews-v2 1']],
    ['the exact path', { path: '/health' }, ['reviews-v2 1']],
    ['a prefix, even in the middle of a word', { path: '/administrator' }, ['reviews-v2 1']],
    ['a whole expression and the method', {}, ['reviews-v1 1']],
    ['half of an expression does not match', { path: '/reviews/0/stars' }, ['404 NR 1']],
    ['all fields of a match are needed', { method: 'POST' }, ['404 NR 1']],
  ])('%s', (_, request, expected) => {
    expect(call(routed, request)).toEqual(expected)
  })

  test('the first rule that matches wins', () => {
    const both = virtualService({
      hosts: ['reviews'],
      http: [{ route: [to('v1')] }, { match: [{ uri: { prefix: '/' } }], route: [to('v2')] }],
    })
    expect(call([reviewsSubsets, both])).toEqual(['reviews-v1 1'])
  })

  test.each([
    ['a direct response', { directResponse: { status: 418 } }, '418 - 1'],
    ['a redirect', { redirect: {} }, '301 - 1'],
    ['a redirect with a code', { redirect: { redirectCode: 308 } }, '308 - 1'],
  ])('%s comes from the client’s own proxy', (_, rule, expected) => {
    expect(call([virtualService({ hosts: ['reviews'], http: [rule] })])).toEqual([expected])
  })

  test('source labels tell clients apart', () => {
    const bySource = virtualService({
      hosts: ['reviews'],
      http: [
        { match: [{ sourceLabels: { app: 'mobile' } }], route: [to('v2')] },
        { route: [to('v1')] },
      ],
    })
    const mobile = pod('mobile', { labels: { app: 'mobile' } })
    expect(call([reviewsSubsets, bySource, mobile], { client: 'mobile' })).toEqual(['reviews-v2 1'])
    expect(call([reviewsSubsets, bySource, mobile])).toEqual(['reviews-v1 1'])
  })
})

describe('which VirtualService', () => {
  const only = (subset: string, named: object, more: object = {}) =>
    virtualService({ hosts: ['reviews'], http: [{ route: [to(subset)] }], ...more }, named)

  test('the oldest of two for one host wins', () => {
    const older = only('v2', { name: 'z', createdAt: '2026-01-01T00:00:00Z' })
    const newer = only('v1', { name: 'a', createdAt: '2026-02-01T00:00:00Z' })
    expect(call([reviewsSubsets, newer, older])).toEqual(['reviews-v2 1'])
  })

  test('of two of one second the first by name wins', () => {
    expect(call([reviewsSubsets, only('v2', { name: 'b' }), only('v1', { name: 'a' })])).toEqual([
      'reviews-v1 1',
    ])
  })

  test('a short host means the VirtualService’s own namespace', () => {
    const foreign = only('v2', { namespace: 'load' })
    expect(call([reviewsSubsets, foreign])).toEqual(['reviews-v1 0.5', 'reviews-v2 0.5'])
  })

  test('one that is not exported to the client does not count', () => {
    const hidden = virtualService(
      {
        hosts: ['reviews.default.svc.cluster.local'],
        exportTo: ['.'],
        http: [{ route: [to('v2', 1, 'reviews.default.svc.cluster.local')] }],
      },
      { namespace: 'load' },
    )
    expect(call([reviewsSubsets, hidden])).toEqual(['reviews-v1 0.5', 'reviews-v2 0.5'])
    const loader = pod('loader', { namespace: 'load' })
    const request = { client: 'loader', host: 'reviews.default' }
    expect(call([reviewsSubsets, hidden, loader], request)).toEqual(['reviews-v2 1'])
  })

  test('one for gateways only leaves sidecars alone', () => {
    const forGateway = only('v2', {}, { gateways: ['public'] })
    expect(call([reviewsSubsets, forGateway])).toEqual(['reviews-v1 0.5', 'reviews-v2 0.5'])
    const forBoth = only('v2', {}, { gateways: ['public', 'mesh'] })
    expect(call([reviewsSubsets, forBoth])).toEqual(['reviews-v2 1'])
  })
})

describe('a client without a proxy', () => {
  const legacy = pod('legacy', { namespace: 'old', proxy: false })
  const request = { client: 'legacy', host: 'reviews.default' }

  test.each([
    ['STRICT', 'refused 0.5'],
    ['PERMISSIVE', 'reviews-v1 0.5'],
    ['DISABLE', 'reviews-v1 0.5'],
  ] as const)('at %s', (mode, expected) => {
    expect(call([legacy, peerAuthentication({ mtls: { mode } })], request)[0]).toBe(expected)
  })

  test('is let in where nobody has said anything', () => {
    expect(call([legacy], request)).toEqual(['reviews-v1 0.5', 'reviews-v2 0.5'])
  })

  test('does not obey routes', () => {
    expect(call([legacy, reviewsSubsets, split(to('v1'))], request)).toHaveLength(2)
  })

  test('is let in by a pod without a proxy, whatever the policy', () => {
    const bare = pod('bare', { labels: { app: 'bare' }, proxy: false })
    const strict = peerAuthentication({ mtls: { mode: 'STRICT' } })
    expect(
      call([legacy, bare, service('bare'), strict], { ...request, host: 'bare.default' }),
    ).toEqual(['bare 1'])
  })
})
