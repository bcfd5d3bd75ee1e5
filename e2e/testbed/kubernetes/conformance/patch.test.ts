import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonPatchOperation } from '../client'
import type { KubernetesObject } from '../object'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import {
  bookinfoNamespace,
  reviewsPath,
  reviewsRoute,
  reviewsSpec,
  virtualServicesPath,
} from '../testing/reviews-route'
import { failure, invalid, virtualService } from '../testing/status-bodies'

let server: ApiUnderTest
let stored: KubernetesObject

beforeAll(async () => {
  server = await startApiUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
})

beforeEach(async () => {
  stored = await server.client.create(virtualServicesPath, reviewsRoute(80, 20), {
    fieldManager: 'bed',
  })
  return () => server.client.delete(reviewsPath)
})

afterAll(() => server.stop())

const weight = (route: number) => `/spec/http/0/route/${route}/weight`

const jsonPatch = (operations: unknown, query = '', path = reviewsPath) =>
  server.ask('PATCH', `${path}?${query}`, {
    body: operations,
    contentType: 'application/json-patch+json',
  })

const mergePatch = (body: unknown, query = '') =>
  server.ask('PATCH', `${reviewsPath}?${query}`, {
    body,
    contentType: 'application/merge-patch+json',
  })

/** What a split editor sends: nothing happens unless all is as it was seen. */
const moveWeights = (from: [number, number], to: [number, number]): JsonPatchOperation[] => [
  { op: 'test', path: '/metadata/resourceVersion', value: stored.metadata.resourceVersion },
  { op: 'test', path: weight(0), value: from[0] },
  { op: 'test', path: weight(1), value: from[1] },
  { op: 'replace', path: weight(0), value: to[0] },
  { op: 'replace', path: weight(1), value: to[1] },
]

const rejected = failure(
  422,
  'Invalid',
  'the server rejected our request due to an error in our request',
  {},
)

const modified = failure(
  409,
  'Conflict',
  'Operation cannot be fulfilled on virtualservices.networking.istio.io "reviews": the object has been modified; please apply your changes to the latest version and try again',
  virtualService('reviews'),
)

describe('a JSON patch', () => {
  test('moves guarded weights, which is a new generation', async () => {
    const { code, body } = await jsonPatch(moveWeights([80, 20], [50, 50]), 'fieldManager=bed')
    expect(code).toBe(200)
    const { metadata, spec } = body as KubernetesObject
    expect(spec).toEqual(reviewsSpec(50, 50))
    expect(metadata.generation).toBe(2)
    const version = Number(stored.metadata.resourceVersion)
    expect(Number(metadata.resourceVersion)).toBeGreaterThan(version)
  })

  test('shows in a dry run what it would do, and leaves nothing behind', async () => {
    const { body } = await jsonPatch(moveWeights([80, 20], [70, 30]), 'dryRun=All')
    expect(body).toMatchObject({
      metadata: { generation: 2, resourceVersion: stored.metadata.resourceVersion },
      spec: reviewsSpec(70, 30),
    })
    expect(await server.client.get(reviewsPath)).toEqual(stored)
  })

  test('that changes nothing is no new version', async () => {
    const { body } = await jsonPatch([{ op: 'replace', path: weight(0), value: 80 }])
    expect(body).toEqual(stored)
  })

  test.each<[string, unknown[]]>([
    ['a test of another weight', [{ op: 'test', path: weight(0), value: 81 }]],
    ['a test of an old version', [{ op: 'test', path: '/metadata/resourceVersion', value: '1' }]],
    ['a test of another uid', [{ op: 'test', path: '/metadata/uid', value: 'x' }]],
    ['a test of another generation', [{ op: 'test', path: '/metadata/generation', value: 7 }]],
    ['a path that is no pointer', [{ op: 'replace', path: 'spec', value: {} }]],
    [
      'a replace where nothing is',
      [{ op: 'replace', path: '/spec/http/0/route/7/weight', value: 1 }],
    ],
    ['a test where nothing is', [{ op: 'test', path: '/spec/http/9/route', value: 1 }]],
    [
      'a test of null under a missing parent',
      [{ op: 'test', path: '/spec/tls/0/match', value: null }],
    ],
    ['an unknown operation', [{ op: 'frob', path: '/spec' }]],
  ])('with %s is rejected as a whole, and does not say why', async (_, guard) => {
    const operations = [{ op: 'replace', path: weight(1), value: 3 }, ...guard]
    expect(await jsonPatch(operations)).toMatchObject({ code: 422, body: rejected })
    expect(await server.client.get(reviewsPath)).toEqual(stored)
  })

  test('guarded by uid and generation takes a status that was written meanwhile', async () => {
    const { uid, generation, resourceVersion } = stored.metadata
    await server.client.patch(`${reviewsPath}/status`, { status: { observedGeneration: '1' } })
    const guarded = (version: unknown[]) =>
      jsonPatch([
        { op: 'test', path: '/metadata/uid', value: uid },
        { op: 'test', path: '/metadata/generation', value: generation },
        ...version,
        { op: 'replace', path: weight(0), value: 90 },
      ])
    const test = { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion }
    expect(await guarded([test])).toMatchObject({ code: 422, body: rejected })
    expect(await guarded([])).toMatchObject({ code: 200, body: { metadata: { generation: 2 } } })
  })

  test('cannot give an object another uid', async () => {
    const { code, body } = await jsonPatch([{ op: 'replace', path: '/metadata/uid', value: 'x' }])
    const why = 'Invalid value: "x": field is immutable'
    expect({ code, body }).toEqual({
      code: 422,
      body: invalid(
        `VirtualService.networking.istio.io "reviews" is invalid: metadata.uid: ${why}`,
        { ...virtualService('reviews'), kind: 'VirtualService' },
        [
          ['Invalid', why, 'metadata.uid'],
          ['Invalid', why, 'metadata.uid'],
        ],
      ),
    })
  })

  test('may test with null that a field is absent', async () => {
    const operations = [
      { op: 'test', path: '/spec/gateways', value: null },
      { op: 'add', path: '/spec/gateways', value: ['mesh'] },
    ]
    expect(await jsonPatch(operations)).toMatchObject({
      code: 200,
      body: { spec: { gateways: ['mesh'] } },
    })
    expect(await jsonPatch(operations)).toMatchObject({ code: 422, body: rejected })
  })

  test('with an old resourceVersion by replace is a conflict', async () => {
    const operations = [
      { op: 'replace', path: '/metadata/resourceVersion', value: '1' },
      { op: 'replace', path: weight(0), value: 1 },
    ]
    expect(await jsonPatch(operations)).toMatchObject({ code: 409, body: modified })
  })

  test('is a list', async () => {
    expect(await jsonPatch({ op: 'test' })).toMatchObject({
      code: 400,
      body: failure(
        400,
        'BadRequest',
        'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
      ),
    })
  })

  test('of what is not there is not found', async () => {
    const path = `${virtualServicesPath}/nope`
    expect(await jsonPatch([{ op: 'test', path: weight(0), value: 1 }], '', path)).toMatchObject({
      code: 404,
      body: failure(
        404,
        'NotFound',
        'virtualservices.networking.istio.io "nope" not found',
        virtualService('nope'),
      ),
    })
  })
})

describe('unknown fields of a patch', () => {
  const misspelt = [{ op: 'add', path: '/spec/http/0/route/0/wieght', value: 1 }]

  test('are dropped with a warning', async () => {
    const { code, headers, body } = await jsonPatch(misspelt, 'dryRun=All')
    expect(code).toBe(200)
    expect(headers.warning).toBe('299 - "unknown field \\"spec.http[0].route[0].wieght\\""')
    expect(body).toEqual(stored)
  })

  test.each([
    ['JSON', () => jsonPatch(misspelt, 'fieldValidation=Strict'), 'spec.http[0].route[0].wieght'],
    ['merge', () => mergePatch({ spec: { htpp: 1 } }, 'fieldValidation=Strict'), 'spec.htpp'],
  ])('are refused under Strict with the whole object of a %s patch', async (_, patch, field) => {
    const { code, body } = await patch()
    const { message, details } = body as { message: string; details: { causes: unknown[] } }
    expect(code).toBe(422)
    expect(message).toMatch(
      /^ "" is invalid: patch: Invalid value: "\{\\"apiVersion\\":\\"networking.istio.io\/v1\\",\\"kind\\":\\"VirtualService\\",\\"metadata\\":\{\\"creationTimestamp\\":/,
    )
    expect(message).toMatch(/: strict decoding error: unknown field "[^"]+"$/)
    expect(message).toContain(`unknown field "${field}"`)
    expect(details.causes).toEqual([
      expect.objectContaining({ reason: 'FieldValueInvalid', field: 'patch' }),
    ])
  })
})

describe('a merge patch', () => {
  test('replaces lists as a whole', async () => {
    const { body } = await mergePatch({ spec: { http: reviewsSpec(1, 99).http } })
    expect(body).toMatchObject({ spec: reviewsSpec(1, 99), metadata: { generation: 2 } })
  })

  test('takes away what is null, without a new generation for metadata', async () => {
    await mergePatch({ metadata: { labels: { team: 'a' } } })
    const { body } = await mergePatch({ metadata: { labels: { team: null } } })
    const { metadata } = body as KubernetesObject
    expect(metadata).not.toHaveProperty('labels')
    expect(metadata.generation).toBe(1)
  })

  test('with an old resourceVersion is a conflict', async () => {
    const patch = { metadata: { resourceVersion: '1' }, spec: { hosts: ['reviews'] } }
    expect(await mergePatch(patch)).toMatchObject({ code: 409, body: modified })
  })
})

describe('other patches', () => {
  test('strategic merge is not for custom resources', async () => {
    const contentType = 'application/strategic-merge-patch+json'
    expect(await server.ask('PATCH', reviewsPath, { body: {}, contentType })).toMatchObject({
      code: 415,
      body: failure(
        415,
        'UnsupportedMediaType',
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
      ),
    })
  })

  const apply = (query: string) =>
    server.ask('PATCH', `${reviewsPath}?${query}`, {
      body: reviewsRoute(10, 90),
      contentType: 'application/apply-patch+yaml',
    })

  test('server-side apply needs a manager', async () => {
    const why = 'Required value: is required for apply patch'
    expect((await apply('')).body).toEqual(
      invalid(
        `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${why}`,
        { group: 'meta.k8s.io', kind: 'PatchOptions' },
        [['Required', why, 'fieldManager']],
      ),
    )
  })
})

describe('a PUT', () => {
  const put = (body: unknown, path = reviewsPath) => server.ask('PUT', path, { body })

  test('replaces the object that was seen', async () => {
    const { body } = await put({ ...stored, spec: reviewsSpec(60, 40) })
    expect(body).toMatchObject({ spec: reviewsSpec(60, 40), metadata: { generation: 2 } })
  })

  test('of an older version is a conflict', async () => {
    await server.client.patch(reviewsPath, { spec: { hosts: ['a'] } })
    expect(await put({ ...stored, spec: reviewsSpec(60, 40) })).toMatchObject({
      code: 409,
      body: modified,
    })
  })

  test('of a custom resource needs a version', async () => {
    const why = 'Invalid value: 0: must be specified for an update'
    expect((await put(reviewsRoute(60, 40))).body).toEqual(
      invalid(
        `virtualservices.networking.istio.io "reviews" is invalid: metadata.resourceVersion: ${why}`,
        virtualService('reviews'),
        [['Invalid', why, 'metadata.resourceVersion']],
      ),
    )
  })

  test('of another uid is a conflict', async () => {
    const uid = '00000000-0000-0000-0000-000000000000'
    expect(await put({ ...stored, metadata: { ...stored.metadata, uid } })).toMatchObject({
      code: 409,
      body: failure(
        409,
        'Conflict',
        `Operation cannot be fulfilled on virtualservices.networking.istio.io "reviews": StorageError: invalid object, Code: 4, Key: /registry/networking.istio.io/virtualservices/bookinfo/reviews, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${stored.metadata.uid}`,
        virtualService('reviews'),
      ),
    })
  })

  test('goes to the name that it has', async () => {
    expect(await put(reviewsRoute(60, 40), `${virtualServicesPath}/reviews2`)).toMatchObject({
      code: 400,
      body: failure(
        400,
        'BadRequest',
        'the name of the object (reviews) does not match the name on the URL (reviews2)',
      ),
    })
  })
})

describe('managed fields', () => {
  const owners = ({ metadata }: KubernetesObject) =>
    Object.fromEntries(
      (metadata.managedFields ?? []).map(({ manager, fieldsV1 }) => [manager, fieldsV1]),
    )

  test('pass to whoever changed them last', async () => {
    const query = { fieldManager: 'console' }
    const patched = await server.client.patch(
      reviewsPath,
      [{ op: 'replace', path: weight(0), value: 10 }],
      query,
    )
    expect(owners(patched)).toEqual({
      bed: { 'f:spec': { '.': {}, 'f:hosts': {} } },
      console: { 'f:spec': { 'f:http': {} } },
    })
  })

  test('go by the program of the User-Agent when nobody is named', async () => {
    const { body } = await mergePatch({ metadata: { annotations: { note: 'a' } } })
    expect(owners(body as KubernetesObject)).toMatchObject({
      tester: { 'f:metadata': { 'f:annotations': { '.': {}, 'f:note': {} } } },
    })
  })
})
