import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../object'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import { bookinfoNamespace } from '../testing/reviews-route'

let server: ApiUnderTest

const pods = '/api/v1/namespaces/bookinfo/pods'
const jobs = '/apis/batch/v1/namespaces/bookinfo/jobs'
const container = { name: 'reviews', image: 'reviews:1' }

beforeAll(async () => {
  server = await startApiUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  await server.client.create(pods, {
    metadata: { name: 'reviews', labels: { app: 'reviews' } },
    spec: { containers: [container], serviceAccountName: 'reviews' },
  })
})

afterAll(() => server.stop())

describe('the spec of a Pod that is there', () => {
  const change = (body: unknown) =>
    server.ask('PATCH', `${pods}/reviews`, {
      body,
      contentType: 'application/strategic-merge-patch+json',
    })

  test.each([
    ['another account', { spec: { serviceAccountName: 'ratings' } }],
    [
      'another port',
      { spec: { containers: [{ name: 'reviews', ports: [{ containerPort: 9080 }] }] } },
    ],
    ['another policy', { spec: { restartPolicy: 'Never' } }],
  ])('does not take %s', async (_, body) => {
    const reply = await change(body)
    expect(reply).toMatchObject({ code: 422, body: { reason: 'Invalid' } })
    const { details } = reply.body as { details: { causes: JsonObject[] } }
    expect(details.causes).toContainEqual({
      reason: 'FieldValueForbidden',
      message: expect.stringContaining('pod updates may not change fields other than'),
      field: 'spec',
    })
  })

  test('does not take another container', async () => {
    const reply = await change({ spec: { containers: [{ name: 'proxy', image: 'x' }] } })
    expect(reply).toMatchObject({
      code: 422,
      body: {
        details: {
          causes: [
            {
              reason: 'FieldValueForbidden',
              message: 'Forbidden: pod updates may not add or remove containers',
              field: 'spec.containers',
            },
          ],
        },
      },
    })
  })

  test.each([
    ['another image', { spec: { containers: [{ name: 'reviews', image: 'reviews:2' }] } }],
    ['a deadline', { spec: { activeDeadlineSeconds: 600 } }],
    ['a label', { metadata: { labels: { version: 'v1' } } }],
  ])('takes %s', async (_, body) => {
    expect(await change(body)).toMatchObject({ code: 200, body })
  })

  test('may be written again as it is, without what the server filled in', async () => {
    const { spec } = (await server.client.get(`${pods}/reviews`)) as unknown as {
      spec: JsonObject & { containers: JsonObject[] }
    }
    const [{ image } = { image: '' }] = spec.containers
    const body = {
      metadata: { name: 'reviews', labels: { app: 'reviews' } },
      spec: {
        containers: [{ name: 'reviews', image }],
        serviceAccountName: 'reviews',
        activeDeadlineSeconds: 600,
      },
    }
    expect(await server.ask('PUT', `${pods}/reviews`, { body })).toMatchObject({ code: 200 })
  })
})

describe('a Job', () => {
  const template = { spec: { restartPolicy: 'Never', containers: [container] } }

  test('finds its pods by its uid', async () => {
    const created = await server.client.create(jobs, {
      metadata: { name: 'migrate' },
      spec: { template },
    })
    const { uid } = created.metadata
    const owned = { 'batch.kubernetes.io/controller-uid': uid }
    expect(created).toMatchObject({
      metadata: { generation: 1 },
      spec: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        suspend: false,
        podReplacementPolicy: 'TerminatingOrFailed',
        selector: { matchLabels: owned },
        template: {
          metadata: {
            labels: {
              ...owned,
              'batch.kubernetes.io/job-name': 'migrate',
              'controller-uid': uid,
              'job-name': 'migrate',
            },
          },
        },
      },
      status: {},
    })
  })

  test('keeps that after a change', async () => {
    const before = await server.client.get(`${jobs}/migrate`)
    const after = await server.client.patch(`${jobs}/migrate`, { spec: { suspend: true } })
    expect(after.spec).toEqual({ ...(before.spec as JsonObject), suspend: true })
  })

  test.each([undefined, 'Always'])('does not end with pods that restart: %s', async (policy) => {
    const spec = {
      template: { spec: { containers: [container], ...(policy ? { restartPolicy: policy } : {}) } },
    }
    const reply = await server.ask('POST', jobs, { body: { metadata: { name: 'endless' }, spec } })
    expect(reply.code).toBe(422)
    const { details } = reply.body as { details: { causes: JsonObject[] } }
    expect(details.causes.map(({ field }) => field)).toEqual(['spec.template.spec.restartPolicy'])
  })
})
