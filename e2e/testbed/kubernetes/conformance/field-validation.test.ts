import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../object'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import {
  bookinfoNamespace,
  namespacePath,
  reviewsRoute,
  reviewsSpec,
  virtualServicesPath,
  type Weight,
} from '../testing/reviews-route'
import { type Cause, failure, invalid } from '../testing/status-bodies'

let server: ApiUnderTest

beforeAll(async () => {
  server = await startApiUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
})

afterAll(() => server.stop())

const unknownFields = {
  ...reviewsRoute(80, 20, { name: 'bad' }),
  spec: { ...reviewsSpec(80, 20, { wieght: 3 }), htpp: [] },
}

const post = (query: string, body: unknown, path = virtualServicesPath) =>
  server.ask('POST', `${path}?${query}`, { body })

const bad = { name: 'bad', group: 'networking.istio.io', kind: 'VirtualService' }

const notChecked =
  'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'

/** The message of a refusal is made of its causes; the recorded ones all are. */
const refused = (details: { name: string; group: string; kind: string }, causes: Cause[]) => {
  const words = causes.map(([, message, field]) => `${field}: ${message}`)
  const list = words.length === 1 ? words[0] : `[${words.join(', ')}]`
  const { name, group, kind } = details
  return invalid(`${kind}.${group} "${name}" is invalid: ${list}`, details, causes)
}

describe('unknown fields', () => {
  test('are refused together under Strict', async () => {
    expect(await post('fieldValidation=Strict', unknownFields)).toMatchObject({
      code: 400,
      body: failure(
        400,
        'BadRequest',
        'VirtualService in version "v1" cannot be handled as a VirtualService: strict decoding error: unknown field "spec.htpp", unknown field "spec.http[0].route[0].wieght"',
      ),
    })
  })

  test('are dropped with one warning each by default', async () => {
    const { code, headers, body } = await post('dryRun=All', unknownFields)
    expect(code).toBe(201)
    expect(headers.warning).toEqual([
      '299 - "unknown field \\"spec.htpp\\""',
      '299 - "unknown field \\"spec.http[0].route[0].wieght\\""',
    ])
    expect((body as KubernetesObject).spec).toEqual(reviewsSpec(80, 20))
  })

  test('are dropped silently under Ignore', async () => {
    const { headers, body } = await post('dryRun=All&fieldValidation=Ignore', unknownFields)
    expect(headers).not.toHaveProperty('warning')
    expect((body as KubernetesObject).spec).toEqual(reviewsSpec(80, 20))
  })

  test('are told for metadata, too', async () => {
    const { metadata, ...rest } = reviewsRoute(80, 20)
    const body = { ...rest, metadata: { ...metadata, lables: {} } }
    expect((await post('fieldValidation=Strict', body)).body).toMatchObject({
      message: expect.stringMatching(/strict decoding error: unknown field "metadata.lables"$/),
    })
  })
})

describe('a key that is written twice', () => {
  const twice = JSON.stringify(reviewsRoute(80, 20)).replace(
    '"weight":80',
    '"weight":80,"weight":81',
  )

  test('is refused under Strict', async () => {
    expect(await post('dryRun=All&fieldValidation=Strict', twice)).toMatchObject({
      code: 400,
      body: {
        message:
          'VirtualService in version "v1" cannot be handled as a VirtualService: strict decoding error: duplicate field "spec.http[0].route[0].weight"',
      },
    })
  })

  test('counts with its last value otherwise', async () => {
    const { headers, body } = await post('dryRun=All', twice)
    expect(headers.warning).toBe('299 - "duplicate field \\"spec.http[0].route[0].weight\\""')
    expect((body as KubernetesObject).spec).toEqual(reviewsSpec(81, 20))
  })
})

test('another level of validation than the known ones is refused', async () => {
  const why = 'Unsupported value: "Nope": supported values: "", "Ignore", "Strict", "Warn"'
  expect((await post('fieldValidation=Nope', reviewsRoute(80, 20))).body).toEqual(
    invalid(
      `CreateOptions.meta.k8s.io "" is invalid: fieldValidation: ${why}`,
      { group: 'meta.k8s.io', kind: 'CreateOptions' },
      [['NotSupported', why, 'fieldValidation']],
    ),
  )
})

const weightPath = (route: number) => `spec.http[0].route[${route}].weight`

const notInt32 = (route: number): Cause => [
  'Invalid',
  `Invalid value: "": Checked value must be of type integer with format int32 in ${weightPath(route)}`,
  '<nil>',
]

const fraction = (route: number): Cause => [
  'TypeInvalid',
  `Invalid value: "float64": ${weightPath(route)} in body must be of type int32: "float64"`,
  weightPath(route),
]

const weights: [string, Weight, Weight, Cause[]][] = [
  [
    'as text',
    'eighty',
    20,
    [
      [
        'TypeInvalid',
        `Invalid value: "string": ${weightPath(0)} in body must be of type integer: "string"`,
        weightPath(0),
      ],
      ['Invalid', notChecked, '<nil>'],
    ],
  ],
  ['over int32', 2 ** 31, 20, [notInt32(0)]],
  [
    'as fractions',
    50.5,
    49.5,
    [fraction(0), notInt32(0), fraction(1), notInt32(1), ['Invalid', notChecked, '<nil>']],
  ],
]

describe('weights', () => {
  test.each(weights)('%s are refused', async (_, v1, v2, causes) => {
    expect(await post('dryRun=All', reviewsRoute(v1, v2, { name: 'bad' }))).toMatchObject({
      code: 422,
      body: refused(bad, causes),
    })
  })

  test.each([
    [-1, 101],
    [150, 20],
    [70, 20],
  ])('%i and %i are accepted: only istiod would mind', async (v1, v2) => {
    const { code, body } = await post('dryRun=All', reviewsRoute(v1, v2))
    expect(code).toBe(201)
    expect((body as KubernetesObject).spec).toEqual(reviewsSpec(v1, v2))
  })
})

const peerAuthentication = (spec: unknown) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'p' },
  spec,
})

const peerAuthenticationsPath = '/apis/security.istio.io/v1/namespaces/bookinfo/peerauthentications'
const policy = { name: 'p', group: 'security.istio.io', kind: 'PeerAuthentication' }

describe('schemas', () => {
  test('name the values that an enumeration has', async () => {
    const body = peerAuthentication({ mtls: { mode: 'STRICTEST' } })
    expect((await post('dryRun=All', body, peerAuthenticationsPath)).body).toEqual(
      refused(policy, [
        [
          'NotSupported',
          'Unsupported value: "STRICTEST": supported values: "UNSET", "DISABLE", "PERMISSIVE", "STRICT"',
          'spec.mtls.mode',
        ],
        ['Invalid', notChecked, '<nil>'],
      ]),
    )
  })

  test('name a required field that is missing', async () => {
    const body = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'd' },
      spec: {},
    }
    expect((await post('dryRun=All', body, `${namespacePath}/destinationrules`)).body).toEqual(
      refused({ name: 'd', group: 'networking.istio.io', kind: 'DestinationRule' }, [
        ['Required', 'Required value', 'spec.host'],
        ['Invalid', notChecked, '<nil>'],
      ]),
    )
  })

  test('let one of several alternatives be chosen, not two', async () => {
    const match = [{ uri: { exact: '/a', prefix: '/b' } }]
    const spec = { hosts: ['a'], http: [{ match, route: [{ destination: { host: 'a' } }] }] }
    const { body } = await post('dryRun=All', { ...reviewsRoute(1, 1, { name: 'bad' }), spec })
    expect(body).toEqual(
      refused(bad, [
        [
          'Invalid',
          'Invalid value: "": "spec.http[0].match[0].uri" must validate one and only one schema (oneOf). Found 2 valid alternatives',
          '<nil>',
        ],
      ]),
    )
  })
})

describe('CEL rules', () => {
  test('are checked when the schema has nothing to say', async () => {
    const body = peerAuthentication({ portLevelMtls: { 80: { mode: 'STRICT' } } })
    const why = 'Invalid value: portLevelMtls requires selector'
    expect((await post('dryRun=All', body, peerAuthenticationsPath)).body).toEqual(
      refused(policy, [['Invalid', why, 'spec']]),
    )
  })

  test('pass what meets them', async () => {
    const selector = { matchLabels: { app: 'reviews' } }
    const body = peerAuthentication({ selector, portLevelMtls: { 80: { mode: 'STRICT' } } })
    expect(await post('dryRun=All', body, peerAuthenticationsPath)).toMatchObject({ code: 201 })
  })

  test('tell the value that does not meet them', async () => {
    const spec = {
      hosts: ['a'],
      http: [{ timeout: '0s', route: [{ destination: { host: 'a' } }] }],
    }
    const { body } = await post('dryRun=All', { ...reviewsRoute(1, 1, { name: 'bad' }), spec })
    const why = 'Invalid value: "0s": must be a valid duration greater than 1ms'
    expect(body).toEqual(refused(bad, [['Invalid', why, 'spec.http[0].timeout']]))
  })
})

describe('the Gateway API', () => {
  const routesPath = '/apis/gateway.networking.k8s.io/v1/namespaces/bookinfo/httproutes'
  const httpRoute = (spec: unknown) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'reviews' },
    spec,
  })
  const rule = (filters: unknown[] = []) => ({
    backendRefs: [{ name: 'reviews-v1', port: 9080, weight: 80 }],
    ...(filters.length > 0 ? { filters } : {}),
  })

  test('fills in the defaults of its schema', async () => {
    const parentRefs = [{ kind: 'Service', group: '', name: 'reviews', port: 9080 }]
    const body = httpRoute({ parentRefs, rules: [rule()] })
    expect(await post('dryRun=All', body, routesPath)).toMatchObject({
      code: 201,
      body: {
        spec: {
          parentRefs,
          rules: [
            {
              backendRefs: [{ group: '', kind: 'Service', name: 'reviews-v1', weight: 80 }],
              matches: [{ path: { type: 'PathPrefix', value: '/' } }],
            },
          ],
        },
      },
    })
  })

  test('evaluates its own rules', async () => {
    const body = httpRoute({ rules: [rule([{ type: 'RequestRedirect' }])] })
    expect((await post('dryRun=All', body, routesPath)).body).toMatchObject({
      message: expect.stringContaining(
        'spec.rules[0].filters[0]: Invalid value: filter.requestRedirect must be specified for RequestRedirect filter.type',
      ),
    })
  })
})

describe('what is null or empty', () => {
  const created = async (body: KubernetesObject, path = virtualServicesPath) => {
    const reply = await post('dryRun=All&fieldValidation=Strict', body, path)
    expect(reply.code).toBe(201)
    return reply.body as KubernetesObject
  }

  test('a null that the schema does not allow counts as absent', async () => {
    const spec = { hosts: ['reviews'], http: [{ route: null, timeout: '1s' }], tls: null }
    const { spec: kept } = await created({ ...reviewsRoute(80, 20), spec })
    expect(kept).toEqual({ hosts: ['reviews'], http: [{ timeout: '1s' }] })
  })

  test('labels and annotations that are empty are none', async () => {
    const { metadata } = await created(reviewsRoute(80, 20, { labels: {}, annotations: {} }))
    expect(metadata).not.toHaveProperty('labels')
    expect(metadata).not.toHaveProperty('annotations')
  })

  test('a list that is too short is told by its length', async () => {
    const entry = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry' }
    const body = { ...entry, metadata: { name: 'bad' }, spec: { hosts: [] } }
    const why = 'Invalid value: 0: spec.hosts in body should have at least 1 items'
    expect((await post('', body, `${namespacePath}/serviceentries`)).body).toEqual(
      refused({ ...bad, kind: 'ServiceEntry' }, [['Invalid', why, 'spec.hosts']]),
    )
  })

  test('a status that cannot be written has its default all the same', async () => {
    const group = 'gateway.networking.k8s.io'
    const gateway = {
      apiVersion: `${group}/v1`,
      kind: 'Gateway',
      metadata: { name: 'edge', namespace: 'bookinfo' },
      spec: {
        gatewayClassName: 'istio',
        listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
      },
    }
    const { status } = await created(gateway, `/apis/${group}/v1/namespaces/bookinfo/gateways`)
    expect(status).toMatchObject({
      conditions: [
        { type: 'Accepted', status: 'Unknown', reason: 'Pending' },
        { type: 'Programmed', status: 'Unknown', reason: 'Pending' },
      ],
    })
  })
})

describe('a rule that cannot be evaluated is not met', () => {
  const duration = (type: string) =>
    `Invalid value: "${type}": type conversion error from 'string' to 'google.protobuf.Duration' evaluating rule: must be a valid duration greater than 1ms`
  const port =
    "Invalid value: \"object\": type conversion error from 'string' to 'int' evaluating rule: port must be between 1-65535"

  test('of a field, which is named', async () => {
    const http = [{ timeout: 'soon', route: [{ destination: { host: 'reviews' } }] }]
    const body = { ...reviewsRoute(80, 20, { name: 'bad' }), spec: { http } }
    expect((await post('', body)).body).toEqual(
      refused(bad, [['Invalid', duration('string'), 'spec.http[0].timeout']]),
    )
  })

  test('of a map, which is named without its keys', async () => {
    const policy = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication' }
    const spec = {
      selector: { matchLabels: { app: 'reviews' } },
      portLevelMtls: { http: { mode: 'STRICT' } },
    }
    const path = '/apis/security.istio.io/v1/namespaces/bookinfo/peerauthentications'
    const { body } = await post('', { ...policy, metadata: { name: 'bad' }, spec }, path)
    expect(body).toEqual(
      refused({ ...bad, group: 'security.istio.io', kind: 'PeerAuthentication' }, [
        ['Invalid', port, 'spec.portLevelMtls'],
      ]),
    )
  })

  test('of an entry of a map, which is named by its key', async () => {
    const entry = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry' }
    const spec = {
      hosts: ['a.example'],
      resolution: 'STATIC',
      endpoints: [{ address: '10.1.1.1', ports: { http: 99_999 } }],
    }
    const body = { ...entry, metadata: { name: 'bad' }, spec }
    const why = 'Invalid value: 99999: port must be between 1-65535'
    expect((await post('', body, `${namespacePath}/serviceentries`)).body).toEqual(
      refused({ ...bad, kind: 'ServiceEntry' }, [
        ['Invalid', why, 'spec.endpoints[0].ports[http]'],
      ]),
    )
  })
})
