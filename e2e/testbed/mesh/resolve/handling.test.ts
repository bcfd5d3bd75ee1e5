import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  destinationRule,
  peerAuthentication,
  pod,
  reviewsSubsets,
  service,
  virtualService,
} from '../fixtures'
import type { HttpRoute } from '../world/istio-objects'
import { callInWords, outcomesOf } from './calls-in-words'

const toV1 = { destination: { host: 'reviews', subset: 'v1' } }
const toV2 = { destination: { host: 'reviews', subset: 'v2' } }

const routed = (rule: HttpRoute) => [
  reviewsSubsets,
  virtualService({ hosts: ['reviews'], http: [{ route: [toV1], ...rule }] }),
]

const strict = peerAuthentication({ mtls: { mode: 'STRICT' } })
const inPlaintext = (retries: HttpRoute['retries'] = {}) => [
  virtualService({
    hosts: ['reviews'],
    http: [{ route: [{ destination: { host: 'reviews' } }], retries }],
  }),
  destinationRule({ host: 'reviews', trafficPolicy: { tls: { mode: 'DISABLE' } } }),
  strict,
]

describe('faults', () => {
  test.each<[string, HttpRoute['fault'], string[]]>([
    [
      'an abort for some',
      { abort: { percentage: { value: 10 }, httpStatus: 555 } },
      ['reviews-v1 0.9', '555 FI 0.1'],
    ],
    ['an abort without a share is for all', { abort: { httpStatus: 503 } }, ['503 FI 1']],
    [
      'a wait for some',
      { delay: { percentage: { value: 20 }, fixedDelay: '2s' } },
      ['reviews-v1 0.8', 'reviews-v1 0.2'],
    ],
    [
      'both, independent of each other',
      {
        delay: { percentage: { value: 50 }, fixedDelay: '2s' },
        abort: { percentage: { value: 50 }, httpStatus: 500 },
      },
      ['reviews-v1 0.25', 'reviews-v1 0.25', '500 FI 0.25', '500 DI,FI 0.25'],
    ],
    [
      'a share of nothing',
      { abort: { percentage: { value: 0 }, httpStatus: 500 } },
      ['reviews-v1 1'],
    ],
  ])('%s', (_, fault, expected) => {
    expect(callInWords(routed(fault ? { fault } : {}))).toEqual(expected)
  })

  test('whatever the shares, the probabilities sum to one and none is empty', () => {
    const percentage = fc.record({ value: fc.double({ min: 0, max: 100, noNaN: true }) })
    const weights = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 100 }))
    fc.assert(
      fc.property(percentage, percentage, weights, (delays, aborts, [first, second]) => {
        const fault = {
          delay: { percentage: delays, fixedDelay: '1s' },
          abort: { percentage: aborts, httpStatus: 500 },
        }
        const route = [
          { ...toV1, weight: first },
          { ...toV2, weight: second },
        ]
        const shares = outcomesOf(routed({ route, fault })).map(({ probability }) => probability)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
        expect(Math.min(...shares)).toBeGreaterThan(0)
      }),
    )
  })

  test('a wait is told with the outcome, in milliseconds', () => {
    const fault = { delay: { percentage: { value: 20 }, fixedDelay: '2.5s' } }
    expect(outcomesOf(routed({ fault })).map(({ delayMs }) => delayMs)).toEqual([0, 2500])
  })

  test('an abort knows the service and no pod', () => {
    const [outcome] = outcomesOf(routed({ fault: { abort: { httpStatus: 500 } } }))
    expect(outcome).toMatchObject({ kind: 'failed', service: { name: 'reviews' }, server: null })
  })

  test('an abort may be a status of gRPC', () => {
    const [outcome] = outcomesOf(
      routed({ fault: { abort: { grpcStatus: 'RESOURCE_EXHAUSTED' } } }),
      { protocol: 'grpc' },
    )
    expect(outcome).toMatchObject({ code: '200', grpcStatus: '8', flags: 'FI' })
  })
})

describe('timeouts and retries', () => {
  test.each<[string, HttpRoute, object]>([
    ['nothing said', {}, { timeoutMs: null, retries: { attempts: 2, perTryTimeoutMs: null } }],
    ['a timeout', { timeout: '1m30s' }, { timeoutMs: 90_000 }],
    ['a timeout in milliseconds', { timeout: '250ms' }, { timeoutMs: 250 }],
    ['no retries', { retries: { attempts: 0 } }, { retries: { attempts: 0, on: [] } }],
    [
      'retries on one’s own conditions',
      { retries: { attempts: 3, retryOn: 'gateway-error, 429', perTryTimeout: '2s' } },
      { retries: { attempts: 3, on: ['gateway-error', '429'], perTryTimeoutMs: 2000 } },
    ],
    [
      'retries on the usual conditions',
      { retries: { attempts: 1 } },
      {
        retries: {
          attempts: 1,
          on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'],
        },
      },
    ],
  ])('%s', (_, rule, expected) => {
    const [outcome] = outcomesOf(routed(rule))
    expect(outcome).toMatchObject(expected)
  })

  test.each<[string, HttpRoute['retries'], string]>([
    ['plaintext that is closed is no failed connection', undefined, '503 UC 0.5'],
    ['and not tried again without retries', { attempts: 0 }, '503 UC 0.5'],
    ['unless all resets are', { attempts: 2, retryOn: 'reset' }, '503 UC,URX 0.5'],
  ])('%s', (_, retries, expected) => {
    expect(callInWords(inPlaintext(retries))[0]).toBe(expected)
  })

  test.each<[string, HttpRoute['retries'], string]>([
    ['a handshake that fails is tried again by default', undefined, '503 UF,URX 0.5'],
    ['and not without retries', { attempts: 0 }, '503 UF 0.5'],
  ])('%s', (_, retries, expected) => {
    const objects = [
      virtualService({
        hosts: ['reviews'],
        http: [{ route: [{ destination: { host: 'reviews' } }], ...(retries ? { retries } : {}) }],
      }),
      destinationRule({ host: 'reviews', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }),
      peerAuthentication({ mtls: { mode: 'DISABLE' } }),
    ]
    expect(callInWords(objects)[0]).toBe(expected)
  })
})

describe('mirrors', () => {
  const shares = (rule: HttpRoute) =>
    outcomesOf(routed(rule))[0]?.mirrors.map(({ share, outcomes }) => [
      share,
      outcomes.map((one) => (one.kind === 'arrives' ? one.server.workload : one.kind)).join(),
    ])

  test.each<[string, HttpRoute, unknown[]]>([
    ['all without a percentage', { mirror: toV2.destination }, [[1, 'reviews-v2']]],
    ['some', { mirror: toV2.destination, mirrorPercentage: { value: 25 } }, [[0.25, 'reviews-v2']]],
    ['none', { mirror: toV2.destination, mirrorPercentage: { value: 0 } }, []],
    [
      'several',
      {
        mirrors: [
          { destination: toV2.destination, percentage: { value: 5 } },
          { destination: { host: 'nowhere' } },
        ],
      },
      [
        [0.05, 'reviews-v2'],
        [1, 'failed'],
      ],
    ],
  ])('%s', (_, rule, expected) => {
    expect(shares(rule)).toEqual(expected)
  })
})

describe('outliers', () => {
  test('fields that are left out are Istio’s defaults', () => {
    const rule = destinationRule({
      host: 'reviews',
      trafficPolicy: { outlierDetection: { consecutive5xxErrors: 3, baseEjectionTime: '1m' } },
    })
    expect(outcomesOf([rule])[0]?.outliers).toEqual({
      consecutive5xx: 3,
      consecutiveGatewayErrors: 0,
      intervalMs: 10_000,
      baseEjectionMs: 60_000,
      maxEjectionPercent: 10,
    })
    expect(outcomesOf([])[0]?.outliers).toBeNull()
  })

  test('an ejected pod gets nothing, and none left is 503 UH', () => {
    const ejected = (...names: string[]) => ({
      ejected: new Set(names.map((name) => `default/${name}-abc-1`)),
    })
    expect(callInWords([], {}, ejected('reviews-v1'))).toEqual(['reviews-v2 1'])
    expect(callInWords([], {}, ejected('reviews-v1', 'reviews-v2'))).toEqual(['503 UH 1'])
  })
})

describe('protocols', () => {
  const at = (name: string) => service('reviews', { ports: [{ name, port: 9080 }] })

  test.each([
    ['HTTP at a port that is named so', 'http', {}, 'http'],
    ['gRPC at a port that is named so', 'grpc-web', { protocol: 'grpc' }, 'grpc'],
    ['HTTP where it is detected', '', {}, 'http'],
    ['bytes where they are detected', '', { protocol: 'tcp' }, 'tcp'],
    ['HTTP in TLS of its own is bytes', '', { tls: true }, 'tcp'],
    ['HTTP at an opaque port is bytes', 'tcp-http', {}, 'tcp'],
    ['a database', 'mongo', { protocol: 'tcp' }, 'tcp'],
  ] as const)('%s', (_, name, request, expected) => {
    const [outcome] = outcomesOf([at(name)], request)
    expect(outcome).toMatchObject({ kind: 'arrives', protocol: expected })
  })

  test('bytes at a port of HTTP are a bad request', () => {
    expect(callInWords([at('http')], { protocol: 'tcp' })).toEqual(['400 DPE 1'])
  })

  test('a plain connection has no code, and no retries but those of connecting', () => {
    const objects = [
      at('tcp'),
      destinationRule({ host: 'reviews', trafficPolicy: { tls: { mode: 'DISABLE' } } }),
      strict,
    ]
    expect(callInWords(objects, { protocol: 'tcp' })[0]).toBe('- 0.5')
    const mutual = [
      at('tcp'),
      destinationRule({ host: 'reviews', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }),
      peerAuthentication({ mtls: { mode: 'DISABLE' } }),
    ]
    expect(callInWords(mutual, { protocol: 'tcp' })[0]).toBe('UF,URX 0.5')
  })
})

describe('routes of plain connections', () => {
  const opaque = service('reviews', { ports: [{ name: 'tcp', port: 9080 }] })
  const request = { protocol: 'tcp' } as const

  test('are weighed as those of HTTP, which do not count here', () => {
    const routes = virtualService({
      hosts: ['reviews'],
      http: [{ route: [toV1] }],
      tcp: [
        {
          route: [
            { ...toV1, weight: 10 },
            { ...toV2, weight: 90 },
          ],
        },
      ],
    })
    expect(callInWords([opaque, reviewsSubsets, routes], request)).toEqual([
      'reviews-v1 0.1',
      'reviews-v2 0.9',
    ])
  })

  test('what matches none goes to the service as it is', () => {
    const routes = virtualService({
      hosts: ['reviews'],
      tcp: [{ match: [{ port: 1 }], route: [toV1] }],
    })
    expect(callInWords([opaque, reviewsSubsets, routes], request)).toHaveLength(2)
  })

  test('TLS of the application’s own is led by the name in its handshake', () => {
    const secure = service('reviews', { ports: [{ name: 'https', port: 9080 }] })
    const routes = virtualService({
      hosts: ['reviews'],
      tls: [
        { match: [{ sniHosts: ['other.example.com'] }], route: [toV2] },
        { match: [{ sniHosts: ['reviews*', 'reviews'] }], route: [toV1] },
      ],
    })
    expect(callInWords([secure, reviewsSubsets, routes], { tls: true })).toEqual(['reviews-v1 1'])
  })
})

test('a headless service has its pods whatever the subset, and none is no address at all', () => {
  const headless = service('reviews', { isHeadless: true })
  expect(callInWords([headless, ...routed({})])).toEqual(['reviews-v1 0.5', 'reviews-v2 0.5'])
  const empty = service('empty', { isHeadless: true })
  expect(
    callInWords([empty, pod('empty', { ready: false, labels: { app: 'empty' } })], {
      host: 'empty',
    }),
  ).toEqual(['refused 1'])
})
