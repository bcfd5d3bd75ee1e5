import { describe, expect, test } from 'vitest'
import type { StreamMatch } from '../istio-config/virtual-service'
import { gatewayMatchWords, httpMatchWords, streamMatchWords } from './match-words'
import { rulesOf, sharesOf } from './rule'
import {
  asRoute,
  httpMatch,
  httpRoute,
  httpRule,
  to,
  virtualService,
} from './traffic-split.fixtures'
import { objectionToWeights } from './weight-rules'

describe('weights come to shares of their sum', () => {
  test.each([
    ['VirtualService', [80, 20], [0.8, 0.2]],
    ['VirtualService', [1, 3], [0.25, 0.75]],
    ['VirtualService', [3, null], [1, 0]],
    ['VirtualService', [null], [1]],
    ['VirtualService', [0], [1]],
    ['VirtualService', [0, 0], [0, 0]],
    ['HTTPRoute', [null, null], [0.5, 0.5]],
    ['HTTPRoute', [3, null], [0.75, 0.25]],
    ['HTTPRoute', [0], [0]],
    ['GRPCRoute', [9, 1], [0.9, 0.1]],
  ] as const)('%s %j: %j', (kind, weights, shares) => {
    expect(sharesOf(weights, kind)).toEqual(shares)
  })
})

describe('weights that cannot be written', () => {
  const two = { kind: 'VirtualService' as const, destinations: 2 }
  test.each([
    [[50, 50], two, null],
    [[1, 0], two, null],
    [[2_147_483_647, 0], two, null],
    [[50], two, /2 destinations, but 1/],
    [[50.5, 49.5], two, /whole numbers/],
    [[-1, 101], two, /negative/],
    [[2_147_483_648, 0], two, /2147483647 at most/],
    [[2_147_483_647, 1], two, /add up to/],
    [[0, 0], two, /Give at least one/],
    [[null, null], two, /Give at least one/],
    [[1_000_001, 0], { kind: 'HTTPRoute', destinations: 2 }, /1000000 at most/],
    [[null, null], { kind: 'HTTPRoute', destinations: 2 }, null],
  ] as const)('%j', (weights, of, words) => {
    const objection = objectionToWeights(weights, of)
    if (words === null) expect(objection).toBeNull()
    else expect(objection).toMatch(words)
  })
})

describe('what a rule takes, in words', () => {
  const exact = (value: string) => ({ type: 'exact' as const, value })
  test.each([
    ['all requests', []],
    ['all requests', [httpMatch()]],
    ['all requests', [httpMatch({ uri: { type: 'prefix', value: '/' } })]],
    ['path begins with /api', [httpMatch({ uri: { type: 'prefix', value: '/api' } })]],
    ['path is /login in any case', [httpMatch({ uri: exact('/login'), ignoreUriCase: true })]],
    ['path matches /v[12]', [httpMatch({ uri: { type: 'regex', value: '/v[12]' } })]],
    [
      'method is GET and header end-user is jason and header cookie is there',
      [
        httpMatch({
          method: exact('GET'),
          headers: { 'end-user': exact('jason'), cookie: { type: 'present', value: '' } },
        }),
      ],
    ],
    [
      'path is /a, or path is /b',
      [httpMatch({ uri: exact('/a') }), httpMatch({ uri: exact('/b') })],
    ],
    [
      'port 9080 and from pods with app=web and from namespace shop and at gateway edge/public',
      [
        httpMatch({
          port: 9080,
          sourceLabels: { app: 'web' },
          sourceNamespace: 'shop',
          gateways: ['edge/public'],
        }),
      ],
    ],
    ['a condition that Binnacle does not know', [httpMatch({ other: true })]],
    [
      'query parameter q is x and not header tester is yes',
      [httpMatch({ queryParams: { q: exact('x') }, withoutHeaders: { tester: exact('yes') } })],
    ],
  ])('%s', (words, matches) => {
    // Conditions come in one order whatever theirs was.
    expect(httpMatchWords(matches).split(' and ').sort()).toEqual(words.split(' and ').sort())
  })

  test('of TCP and TLS', () => {
    const stream: StreamMatch = {
      port: 27017,
      sourceLabels: {},
      sourceNamespace: null,
      gateways: [],
      sniHosts: [],
      destinationSubnets: [],
    }
    expect(streamMatchWords([])).toBe('all connections')
    expect(streamMatchWords([stream])).toBe('port 27017')
    expect(streamMatchWords([{ ...stream, sniHosts: ['a.example.com', 'b.example.com'] }])).toBe(
      'server name a.example.com or b.example.com and port 27017',
    )
  })

  const gatewayMatch = { path: null, method: null, headers: [], queryParams: [], grpc: null }
  test.each([
    ['all requests', { ...gatewayMatch, path: { type: 'prefix' as const, value: '/' } }],
    ['path /api or below', { ...gatewayMatch, path: { type: 'prefix' as const, value: '/api' } }],
    ['method is POST', { ...gatewayMatch, method: 'POST' }],
    [
      'service is shop.Cart and method is Add',
      { ...gatewayMatch, grpc: { service: 'shop.Cart', method: 'Add', type: 'exact' as const } },
    ],
  ])('of the Gateway API: %s', (words, match) => {
    expect(gatewayMatchWords([match])).toBe(words)
  })
})

test('rules are found by their pointers, whatever their sort', () => {
  const stream = { matches: [], destinations: [to('db', null)] }
  const all = virtualService('reviews', [httpRule([to('reviews', 'v1')], { name: 'a' })], {
    tcp: [stream],
    tls: [stream],
  })
  expect(rulesOf(asRoute(all)).map(({ route, protocol }) => [route, protocol])).toEqual([
    ['/spec/http/0', 'http'],
    ['/spec/tcp/0', 'tcp'],
    ['/spec/tls/0', 'tls'],
  ])
  const split = httpRoute('reviews', [{ name: 'reviews', weight: 1, namespace: 'shop' }])
  expect(rulesOf({ kind: 'GRPCRoute', object: split })).toMatchObject([
    { route: '/spec/rules/0', protocol: 'grpc', destinations: [{ host: 'reviews.shop.svc' }] },
  ])
})
