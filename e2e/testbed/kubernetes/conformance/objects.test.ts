import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../object'
import { type ApiUnderTest, elide, startApiUnderTest } from '../testing/api-under-test'
import {
  bookinfoNamespace,
  reviewsPath,
  reviewsRoute,
  reviewsSpec,
  virtualServicesPath,
} from '../testing/reviews-route'
import { failure, invalid, virtualService } from '../testing/status-bodies'

let server: ApiUnderTest

beforeAll(async () => {
  server = await startApiUnderTest()
})

afterAll(() => server.stop())

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

const missing = failure(
  404,
  'NotFound',
  'virtualservices.networking.istio.io "reviews" not found',
  virtualService('reviews'),
)

describe('a namespace', () => {
  test('is created with the label of its own name and is active', async () => {
    const { code, body } = await server.ask('POST', '/api/v1/namespaces', {
      body: bookinfoNamespace,
    })
    expect(code).toBe(201)
    expect(elide(body)).toEqual({
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: {
        name: 'bookinfo',
        labels: { 'istio-injection': 'enabled', 'kubernetes.io/metadata.name': 'bookinfo' },
      },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    })
  })

  test('cannot be created twice', async () => {
    const again = await server.ask('POST', '/api/v1/namespaces', { body: bookinfoNamespace })
    expect(again).toMatchObject({
      code: 409,
      body: failure(409, 'AlreadyExists', 'namespaces "bookinfo" already exists', {
        name: 'bookinfo',
        kind: 'namespaces',
      }),
    })
  })
})

describe('a custom resource', () => {
  test('that is not there is not found', async () => {
    expect(await server.ask('GET', reviewsPath)).toMatchObject({ code: 404, body: missing })
  })

  test('is answered but not kept by a dry run', async () => {
    const dryRun = `${virtualServicesPath}?dryRun=All&fieldManager=bed`
    const { code, body } = await server.ask('POST', dryRun, { body: reviewsRoute(80, 20) })
    const { metadata } = body as KubernetesObject
    expect(code).toBe(201)
    expect(metadata).toMatchObject({ generation: 1, uid: expect.any(String) })
    expect(metadata).not.toHaveProperty('resourceVersion')
    expect(await server.ask('GET', reviewsPath)).toMatchObject({ code: 404, body: missing })
  })

  test('is created as written, with the fields of its writer', async () => {
    const path = `${virtualServicesPath}?fieldManager=bed&fieldValidation=Strict`
    const { code, body } = await server.ask('POST', path, { body: reviewsRoute(80, 20) })
    expect(code).toBe(201)
    expect(elide(body)).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'reviews', namespace: 'bookinfo', generation: 1 },
      spec: reviewsSpec(80, 20),
    })
    expect((body as KubernetesObject).metadata.managedFields).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { '.': {}, 'f:hosts': {}, 'f:http': {} } },
        manager: 'bed',
        operation: 'Update',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      },
    ])
  })

  test('cannot be created twice', async () => {
    const again = await server.ask('POST', virtualServicesPath, { body: reviewsRoute(80, 20) })
    expect(again).toMatchObject({
      code: 409,
      body: failure(
        409,
        'AlreadyExists',
        'virtualservices.networking.istio.io "reviews" already exists',
        virtualService('reviews'),
      ),
    })
  })

  test('is the same object in each of its served versions', async () => {
    const path = reviewsPath.replace('/v1/', '/v1beta1/')
    const [stored, older] = await Promise.all([
      server.client.get(reviewsPath),
      server.client.get(path),
    ])
    expect(older).toEqual({ ...stored, apiVersion: 'networking.istio.io/v1beta1' })
  })

  test('needs its namespace to be there', async () => {
    const path = virtualServicesPath.replace('bookinfo', 'ghost')
    const body = reviewsRoute(80, 20, { namespace: 'ghost' })
    expect(await server.ask('POST', path, { body })).toMatchObject({
      code: 404,
      body: failure(404, 'NotFound', 'namespaces "ghost" not found', {
        name: 'ghost',
        kind: 'namespaces',
      }),
    })
  })

  test('cannot be sent to another namespace than its own', async () => {
    const body = reviewsRoute(80, 20, { name: 'x1', namespace: 'other' })
    expect(await server.ask('POST', virtualServicesPath, { body })).toMatchObject({
      code: 400,
      body: failure(
        400,
        'BadRequest',
        'the namespace of the provided object does not match the namespace sent on the request',
      ),
    })
  })

  test('needs a name that DNS could carry', async () => {
    const body = reviewsRoute(80, 20, { name: 'Bad_Name' })
    const why = `Invalid value: "Bad_Name": ${subdomain}`
    expect((await server.ask('POST', virtualServicesPath, { body })).body).toEqual(
      invalid(
        `VirtualService.networking.istio.io "Bad_Name" is invalid: metadata.name: ${why}`,
        { name: 'Bad_Name', group: 'networking.istio.io', kind: 'VirtualService' },
        [['Invalid', why, 'metadata.name']],
      ),
    )
  })

  test('gets a name when it only brings the beginning of one', async () => {
    const { metadata, ...rest } = reviewsRoute(80, 20)
    const { name: _, ...others } = metadata
    const body = { ...rest, metadata: { ...others, generateName: 'reviews-' } }
    const reply = await server.ask('POST', `${virtualServicesPath}?dryRun=All`, { body })
    expect((reply.body as KubernetesObject).metadata.name).toMatch(/^reviews-[a-z0-9]{5}$/)
  })

  test('has a status of its own that the main resource does not write', async () => {
    const status = { observedGeneration: '1', conditions: [] }
    await server.client.patch(reviewsPath, { status })
    expect(await server.client.get(reviewsPath)).not.toHaveProperty('status')
    await server.client.patch(`${reviewsPath}/status`, { status, spec: { hosts: ['x'] } })
    const stored = await server.client.get(`${reviewsPath}/status`)
    expect(stored).toMatchObject({ spec: reviewsSpec(80, 20), status })
    expect(stored.metadata.generation).toBe(1)
    expect(stored.metadata.managedFields).toContainEqual(
      expect.objectContaining({ subresource: 'status', manager: 'binnacle-testbed' }),
    )
  })
})

describe('a body', () => {
  test.each([
    [
      'of another kind',
      { ...reviewsRoute(80, 20, { name: 'bad' }), kind: 'Gateway' },
      invalid(
        'Gateway.networking.istio.io "bad" is invalid: kind: Invalid value: "Gateway": must be VirtualService',
        { name: 'bad', group: 'networking.istio.io', kind: 'Gateway' },
        [['Invalid', 'Invalid value: "Gateway": must be VirtualService', 'kind']],
      ),
    ],
    [
      'of another version',
      { ...reviewsRoute(80, 20), apiVersion: 'networking.istio.io/v1beta1' },
      failure(
        400,
        'BadRequest',
        'the API version in the data (networking.istio.io/v1beta1) does not match the expected API version (networking.istio.io/v1)',
      ),
    ],
    [
      'that is no JSON',
      '{nope',
      failure(
        400,
        'BadRequest',
        "the object provided is unrecognized (must be of type VirtualService): couldn't get version/kind; json parse error: invalid character 'n' looking for beginning of object key string ({nope)",
      ),
    ],
  ])('%s is refused', async (_, body, expected) => {
    const reply = await server.ask('POST', virtualServicesPath, { body })
    expect(reply).toMatchObject({ code: expected.code, body: expected })
  })

  test('of an unknown type is refused with the types that are known', async () => {
    const ask = { body: 'a=b', contentType: 'text/plain' }
    expect(await server.ask('POST', virtualServicesPath, ask)).toMatchObject({
      code: 415,
      body: failure(
        415,
        'UnsupportedMediaType',
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      ),
    })
  })

  test('may be YAML', async () => {
    const body = `
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: yam}
      spec: {hosts: [a]}`
    const ask = { body, contentType: 'application/yaml' }
    const reply = await server.ask('POST', `${virtualServicesPath}?dryRun=All`, ask)
    expect(reply).toMatchObject({ code: 201, body: { spec: { hosts: ['a'] } } })
  })
})

describe('an answer', () => {
  test('comes as YAML when asked', async () => {
    const { headers, body } = await server.ask('GET', reviewsPath, { accept: 'application/yaml' })
    expect(headers['content-type']).toBe('application/yaml')
    expect(body).toMatch(/^apiVersion: networking.istio.io\/v1\nkind: VirtualService\nmetadata:/)
  })

  test('does not come as HTML', async () => {
    expect(await server.ask('GET', reviewsPath, { accept: 'text/html' })).toMatchObject({
      code: 406,
      body: failure(
        406,
        'NotAcceptable',
        'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      ),
    })
  })
})

describe('a verb in the wrong place', () => {
  const pods = '/api/v1/namespaces/bookinfo/pods'
  const merge = { contentType: 'application/merge-patch+json', body: {} }

  test.each([
    ['PUT', pods],
    ['POST', `${pods}/one`],
    ['PATCH', pods],
  ] as const)('%s on %s is not allowed', async (method, path) => {
    expect(await server.ask(method, path, merge)).toMatchObject({
      code: 405,
      body: { reason: 'MethodNotAllowed' },
    })
  })

  test.each(['PUT', 'PATCH'] as const)('%s of custom resources needs a name', async (method) => {
    const ask = method === 'PATCH' ? merge : { body: reviewsRoute(80, 20) }
    expect(await server.ask(method, virtualServicesPath, ask)).toMatchObject({
      code: 400,
      body: failure(400, 'BadRequest', 'name must be provided'),
    })
  })

  test('a custom resource may be created at its own path', async () => {
    const body = reviewsRoute(80, 20, { name: 'there' })
    expect(await server.ask('POST', `${virtualServicesPath}/there`, { body })).toMatchObject({
      code: 201,
    })
  })
})

describe('metadata', () => {
  const wrong = async (metadata: object) => {
    const body = { ...reviewsRoute(80, 20), metadata: { name: 'wrong', ...metadata } }
    const path = `${virtualServicesPath}?dryRun=All`
    const reply = await server.ask('POST', path, { body })
    const { details } = reply.body as { details: { causes: { field: string; reason: string }[] } }
    return { code: reply.code, causes: details.causes.map(({ field, reason }) => [field, reason]) }
  }

  test.each([
    [{ labels: { 'a b': 'c' } }, 'metadata.labels', 'FieldValueInvalid'],
    [{ labels: { a: 'c d' } }, 'metadata.labels', 'FieldValueInvalid'],
    [{ annotations: { 'a b': 'c' } }, 'metadata.annotations', 'FieldValueInvalid'],
    [
      { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }] },
      'metadata.ownerReferences[0].uid',
      'FieldValueRequired',
    ],
  ])('%j is refused', async (metadata, field, reason) => {
    const { code, causes } = await wrong(metadata)
    expect(code).toBe(422)
    expect(causes).toContainEqual([field, reason])
  })
})
