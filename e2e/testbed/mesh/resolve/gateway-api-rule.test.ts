import { describe, expect, test } from 'vitest'
import { pod, service } from '../fixtures'
import {
  backend,
  forReviews,
  grpcRoute,
  meshed,
  referenceGrant,
  reviewsParent,
  reviewsVersions,
} from '../fixtures-gateway-api'
import type { BackendReference, HttpRouteRule } from '../world/gateway-api-objects'
import { callInWords as call, outcomesOf } from './calls-in-words'

describe('backends', () => {
  test.each<[string, BackendReference[], string[]]>([
    [
      'count one each without a weight',
      [backend('v1'), backend('v2')],
      ['reviews-v1 0.5', 'reviews-v2 0.5'],
    ],
    ['share by weight', [backend('v1', 3), backend('v2')], ['reviews-v1 0.75', 'reviews-v2 0.25']],
    ['get nothing with weight 0', [backend('v1', 0), backend('v2')], ['reviews-v2 1']],
    ['all of weight 0 are 500', [backend('v1', 0)], ['500 - 1']],
    ['none are 500', [], ['500 - 1']],
    [
      'one that is missing is 500 for its share',
      [backend('v1'), backend('v9')],
      ['reviews-v1 0.5', '500 NC 0.5'],
    ],
    [
      'one without that port is 500',
      [{ name: 'reviews-v1', port: 1 }, backend('v2')],
      ['500 NC 0.5', 'reviews-v2 0.5'],
    ],
    ['one of a strange kind is 500', [{ kind: 'Bucket', name: 'x', port: 1 }], ['500 - 1']],
    [
      'may be named by host',
      [
        {
          group: 'networking.istio.io',
          kind: 'Hostname',
          name: 'reviews-v2.default.svc.cluster.local',
          port: 9080,
        },
      ],
      ['reviews-v2 1'],
    ],
  ])('%s', (_, backendRefs, expected) => {
    expect(call(meshed({ backendRefs }))).toEqual(expected)
  })

  test('in another namespace need its consent, for this kind of route and this service', () => {
    const elsewhere = [
      pod('far', { namespace: 'far', labels: { app: 'far' } }),
      service('far', { namespace: 'far' }),
      forReviews([{ backendRefs: [{ name: 'far', namespace: 'far', port: 9080 }] }]),
    ]
    const grant = (kind: string, name?: string) =>
      referenceGrant(
        {
          from: [{ group: 'gateway.networking.k8s.io', kind, namespace: 'default' }],
          to: [{ group: '', kind: 'Service', ...(name ? { name } : {}) }],
        },
        { namespace: 'far' },
      )
    expect(call(elsewhere)).toEqual(['500 - 1'])
    expect(call([...elsewhere, grant('HTTPRoute')])).toEqual(['far 1'])
    expect(call([...elsewhere, grant('HTTPRoute', 'far')])).toEqual(['far 1'])
    expect(call([...elsewhere, grant('HTTPRoute', 'other')])).toEqual(['500 - 1'])
    expect(call([...elsewhere, grant('GRPCRoute')])).toEqual(['500 - 1'])
  })
})

describe('matches', () => {
  const toV1 = { backendRefs: [backend('v1')] }
  const toV2 = { backendRefs: [backend('v2')] }

  test.each<[string, HttpRouteRule['matches'], object, string]>([
    [
      'a prefix covers itself',
      [{ path: { type: 'PathPrefix', value: '/foo' } }],
      { path: '/foo' },
      'reviews-v2 1',
    ],
    [
      'and what is below',
      [{ path: { type: 'PathPrefix', value: '/foo/' } }],
      { path: '/foo/bar' },
      'reviews-v2 1',
    ],
    [
      'but not a longer word',
      [{ path: { type: 'PathPrefix', value: '/foo' } }],
      { path: '/foobar' },
      '404 NR 1',
    ],
    [
      'an exact path',
      [{ path: { type: 'Exact', value: '/foo' } }],
      { path: '/foo?a=1' },
      'reviews-v2 1',
    ],
    [
      'an expression',
      [{ path: { type: 'RegularExpression', value: '/f.o' } }],
      { path: '/foo' },
      'reviews-v2 1',
    ],
    [
      'a header',
      [{ headers: [{ name: 'X-User', value: 'jason' }] }],
      { headers: { 'x-user': 'jason' } },
      'reviews-v2 1',
    ],
    [
      'another header',
      [{ headers: [{ name: 'X-User', value: 'jason' }] }],
      { headers: { 'x-user': 'jane' } },
      '404 NR 1',
    ],
    [
      'a query parameter',
      [{ queryParams: [{ name: 'beta', value: '1' }] }],
      { path: '/?beta=1' },
      'reviews-v2 1',
    ],
    ['a method', [{ method: 'POST' }], { method: 'POST' }, 'reviews-v2 1'],
    ['any of several', [{ method: 'POST' }, { method: 'GET' }], {}, 'reviews-v2 1'],
  ])('%s', (_, matches, request, expected) => {
    expect(call(meshed({ ...toV2, ...(matches ? { matches } : {}) }), request)).toEqual([expected])
  })

  test.each<
    [
      string,
      NonNullable<HttpRouteRule['matches']>[number],
      NonNullable<HttpRouteRule['matches']>[number],
    ]
  >([
    [
      'exact before prefix',
      { path: { type: 'Exact', value: '/a/b' } },
      { path: { value: '/a/b' } },
    ],
    ['the longer prefix', { path: { value: '/a/b' } }, { path: { value: '/a' } }],
    [
      'prefix before expression',
      { path: { value: '/a' } },
      { path: { type: 'RegularExpression', value: '/a/.*' } },
    ],
    ['a method', { method: 'GET' }, {}],
    ['more headers', { headers: [{ name: 'a', value: '1' }] }, {}],
    ['a method before headers', { method: 'GET' }, { headers: [{ name: 'a', value: '1' }] }],
  ])('the most specific wins, wherever it stands: %s', (_, specific, general) => {
    const rules = [
      { ...toV1, matches: [general] },
      { ...toV2, matches: [specific] },
    ]
    const request = { path: '/a/b', headers: { a: '1' } }
    expect(call(meshed(...rules), request)).toEqual(['reviews-v2 1'])
    expect(call(meshed(...rules.toReversed()), request)).toEqual(['reviews-v2 1'])
  })

  test('of equals the older route wins', () => {
    const routes = [
      forReviews([toV1], { name: 'a', createdAt: '2026-02-01T00:00:00Z' }),
      forReviews([toV2], { name: 'b', createdAt: '2026-01-01T00:00:00Z' }),
    ]
    expect(call([...reviewsVersions, ...routes])).toEqual(['reviews-v2 1'])
  })
})

describe('handling', () => {
  const backendRefs = [backend('v1')]

  test.each<[string, HttpRouteRule, object]>([
    ['a timeout', { timeouts: { request: '2s' } }, { timeoutMs: 2000 }],
    [
      'a timeout of a try',
      { timeouts: { backendRequest: '500ms' } },
      { retries: { perTryTimeoutMs: 500 } },
    ],
    ['retries on codes', { retry: { attempts: 4, codes: [429] } }, { retries: { attempts: 4 } }],
    ['no retries', { retry: { attempts: 0 } }, { retries: { attempts: 0 } }],
    [
      'a mirror',
      {
        filters: [
          { type: 'RequestMirror', requestMirror: { backendRef: backend('v2'), percent: 42 } },
        ],
      },
      { mirrors: [{ share: 0.42 }] },
    ],
    [
      'a mirror of a fraction',
      {
        filters: [
          {
            type: 'RequestMirror',
            requestMirror: {
              backendRef: backend('v2'),
              fraction: { numerator: 1, denominator: 8 },
            },
          },
        ],
      },
      { mirrors: [{ share: 0.125 }] },
    ],
    [
      'a redirect',
      { filters: [{ type: 'RequestRedirect', requestRedirect: {} }] },
      { kind: 'failed', code: '302', flags: '-' },
    ],
  ])('%s', (_, rule, expected) => {
    expect(outcomesOf(meshed({ backendRefs, ...rule }))[0]).toMatchObject(expected)
  })
})

describe('gRPC', () => {
  const route = grpcRoute({
    parentRefs: [reviewsParent],
    rules: [
      {
        matches: [{ method: { service: 'shop.Reviews', method: 'Get' } }],
        backendRefs: [backend('v1')],
      },
      { matches: [{ method: { service: 'shop.Reviews' } }], backendRefs: [backend('v2')] },
    ],
  })

  test.each([
    ['a method', '/shop.Reviews/Get', 'reviews-v1 1'],
    ['a service', '/shop.Reviews/List', 'reviews-v2 1'],
    ['a longer name', '/shop.ReviewsOld/List', '404 NR 1'],
  ])('is led by %s', (_, path, expected) => {
    expect(call([...reviewsVersions, route], { protocol: 'grpc', path })).toEqual([expected])
  })
})
