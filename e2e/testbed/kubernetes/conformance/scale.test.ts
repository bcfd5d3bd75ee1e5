import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../object'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import { bookinfoNamespace } from '../testing/reviews-route'

let server: ApiUnderTest

const apps = '/apis/apps/v1/namespaces/bookinfo'
const deployment = `${apps}/deployments/reviews`
const scale = `${deployment}/scale`
const labels = { app: 'reviews', version: 'v1' }

beforeAll(async () => {
  server = await startApiUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  await server.client.create(`${apps}/deployments`, {
    metadata: { name: 'reviews' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'reviews', image: 'x' }] } },
    },
  })
})

afterAll(() => server.stop())

const merge = (body: unknown) =>
  server.ask('PATCH', scale, { body, contentType: 'application/merge-patch+json' })

const replicas = async () => ((await server.client.get(deployment)).spec as JsonObject).replicas

describe('the scale of a Deployment', () => {
  test('tells how many pods are wanted, how many there are, and which', async () => {
    const { uid, resourceVersion, creationTimestamp } = (await server.client.get(deployment))
      .metadata
    expect(await server.ask('GET', scale)).toMatchObject({
      code: 200,
      body: {
        kind: 'Scale',
        apiVersion: 'autoscaling/v1',
        metadata: {
          name: 'reviews',
          namespace: 'bookinfo',
          uid,
          resourceVersion,
          creationTimestamp,
        },
        spec: { replicas: 1 },
        status: { replicas: 0, selector: 'app=reviews,version=v1' },
      },
    })
  })

  test('is written by a patch, and nothing else of the Deployment is', async () => {
    const before = await server.client.get(deployment)
    expect(await merge({ spec: { replicas: 3 } })).toMatchObject({
      code: 200,
      body: { kind: 'Scale', spec: { replicas: 3 } },
    })
    const after = await server.client.get(deployment)
    expect(after.spec).toEqual({ ...(before.spec as JsonObject), replicas: 3 })
    expect(after.metadata.generation).toBe((before.metadata.generation ?? 0) + 1)
    expect(after.metadata.managedFields).toContainEqual(
      expect.objectContaining({
        subresource: 'scale',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      }),
    )
  })

  test('leaves a zero out', async () => {
    const reply = await merge({ spec: { replicas: 0 } })
    expect(reply).toMatchObject({ code: 200, body: { spec: {} } })
    expect((reply.body as JsonObject).spec).toEqual({})
    expect(await replicas()).toBe(0)
  })

  test('is replaced whole, by who has seen the newest', async () => {
    const body = (await server.ask('GET', scale)).body as { metadata: JsonObject }
    const replaced = { ...body, spec: { replicas: 2 } }
    expect(await server.ask('PUT', scale, { body: replaced })).toMatchObject({ code: 200 })
    expect(await replicas()).toBe(2)
    expect(await server.ask('PUT', scale, { body: replaced })).toMatchObject({
      code: 409,
      body: { reason: 'Conflict' },
    })
  })

  test('is no less than nothing', async () => {
    expect(await merge({ spec: { replicas: -1 } })).toMatchObject({
      code: 422,
      body: {
        reason: 'Invalid',
        details: {
          causes: [
            {
              reason: 'FieldValueInvalid',
              message: 'Invalid value: -1: must be greater than or equal to 0',
              field: 'spec.replicas',
            },
          ],
        },
      },
    })
    expect(await replicas()).toBe(2)
  })

  test('can be tried', async () => {
    const reply = await server.ask('PATCH', `${scale}?dryRun=All`, {
      body: { spec: { replicas: 9 } },
      contentType: 'application/merge-patch+json',
    })
    expect(reply).toMatchObject({ code: 200, body: { spec: { replicas: 9 } } })
    expect(await replicas()).toBe(2)
  })

  test('is not there where the Deployment is not', async () => {
    expect(await server.ask('GET', `${apps}/deployments/nobody/scale`)).toMatchObject({
      code: 404,
      body: { reason: 'NotFound' },
    })
  })

  test('is found by discovery, as a kind of another group', async () => {
    const { resources } = (await server.ask('GET', '/apis/apps/v1')).body as {
      resources: JsonObject[]
    }
    const found = resources.filter(({ name }) => String(name).endsWith('/scale'))
    expect(found.map(({ name }) => name)).toEqual([
      'deployments/scale',
      'replicasets/scale',
      'statefulsets/scale',
    ])
    expect(found[0]).toEqual({
      name: 'deployments/scale',
      singularName: '',
      namespaced: true,
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      verbs: ['get', 'patch', 'update'],
    })
  })
})
