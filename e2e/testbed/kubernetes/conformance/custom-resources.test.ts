import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'

let server: ApiUnderTest

beforeAll(async () => {
  server = await startApiUnderTest()
})

afterAll(() => server.stop())

const schema = {
  openAPIV3Schema: {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          replicas: { type: 'integer', format: 'int32', default: 1 },
          steps: {
            type: 'array',
            items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      },
    },
  },
}

const rollouts = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'rollouts.shipping.example' },
  spec: {
    group: 'shipping.example',
    scope: 'Namespaced',
    names: { plural: 'rollouts', kind: 'Rollout', shortNames: ['ro'] },
    versions: [{ name: 'v1alpha1', served: true, storage: true, schema }],
  },
}

const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const rolloutsPath = '/apis/shipping.example/v1alpha1/namespaces/default/rollouts'

/** The status of the definition once objects of its kind can be written. */
async function untilServed() {
  await vi.waitFor(async () => {
    expect(await server.ask('GET', rolloutsPath)).toMatchObject({ code: 200 })
  }, 20_000)
  return (await server.client.get(`${definitionsPath}/rollouts.shipping.example`)).status
}

test('an API comes and goes with its definition', async () => {
  expect(await server.ask('GET', rolloutsPath)).toMatchObject({ code: 404 })

  const created = await server.client.create(definitionsPath, rollouts)
  expect(created.status).toEqual({
    conditions: null,
    acceptedNames: { plural: '', kind: '' },
    storedVersions: ['v1alpha1'],
  })
  expect(await untilServed()).toMatchObject({
    acceptedNames: {
      plural: 'rollouts',
      kind: 'Rollout',
      listKind: 'RolloutList',
      singular: 'rollout',
    },
    conditions: expect.arrayContaining([
      expect.objectContaining({ type: 'Established', status: 'True' }),
    ]),
    storedVersions: ['v1alpha1'],
  })
  const rollout = await server.client.create(rolloutsPath, {
    apiVersion: 'shipping.example/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'reviews' },
    spec: { steps: [{ setWeight: 20 }], typo: true },
  })
  expect(rollout.spec).toEqual({ replicas: 1, steps: [{ setWeight: 20 }] })
  expect(await server.ask('GET', '/apis/shipping.example/v1alpha1')).toMatchObject({ code: 200 })

  const watched = server.watch(`${rolloutsPath}?watch=true`, {
    count: 3,
    meanwhile: () => server.client.delete(`${definitionsPath}/rollouts.shipping.example`),
  })
  // The third never comes: the watch ends with its API.
  expect((await watched).map(({ type }) => type)).toEqual(['ADDED', 'DELETED'])
  for (const path of ['/apis/shipping.example/v1alpha1', rolloutsPath]) {
    await vi.waitFor(async () => {
      expect(await server.ask('GET', path)).toMatchObject({ code: 404 })
    }, 20_000)
  }
})

test('a kind without a status subresource writes status like any field', async () => {
  const definition = structuredClone(rollouts)
  Object.assign(definition.spec.versions[0]?.schema.openAPIV3Schema.properties ?? {}, {
    status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  })
  await server.client.create(definitionsPath, definition)
  await untilServed()
  const created = await server.client.create(rolloutsPath, {
    apiVersion: 'shipping.example/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'reviews' },
    status: { phase: 'Healthy' },
  })
  expect(created.status).toEqual({ phase: 'Healthy' })
  expect(await server.ask('GET', `${rolloutsPath}/reviews/status`)).toMatchObject({ code: 404 })
})

test('a definition that is none is refused', async () => {
  const body = { ...rollouts, metadata: { name: 'canaries.flagger.app' }, spec: { scope: 'Mesh' } }
  const { code, body: status } = await server.ask('POST', definitionsPath, { body })
  expect(code).toBe(422)
  const { details } = status as { details: { causes: { field: string }[] } }
  const fields = details.causes.map(({ field }) => field)
  for (const field of [/^metadata.name$/, /^spec.group$/, /^spec.names/, /^spec.scope$/]) {
    expect(fields).toContainEqual(expect.stringMatching(field))
  }
})

test('the definitions of Istio and of the Gateway API are there from the start', async () => {
  const { items } = await server.client.list(definitionsPath)
  const names = items.map(({ metadata }) => metadata.name)
  expect(names).toEqual(
    expect.arrayContaining([
      'virtualservices.networking.istio.io',
      'peerauthentications.security.istio.io',
      'httproutes.gateway.networking.k8s.io',
    ]),
  )
})
