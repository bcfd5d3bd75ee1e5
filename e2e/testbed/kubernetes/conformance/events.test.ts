import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import { bookinfoNamespace } from '../testing/reviews-route'

let server: ApiUnderTest

const core = '/api/v1/namespaces/bookinfo/events'
const group = '/apis/events.k8s.io/v1/namespaces/bookinfo/events'
const pod = { kind: 'Pod', namespace: 'bookinfo', name: 'reviews', apiVersion: 'v1' }
const at = '2026-01-01T00:00:00Z'

beforeAll(async () => {
  server = await startApiUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  await server.client.create(core, {
    metadata: { name: 'old' },
    involvedObject: pod,
    reason: 'Started',
    message: 'Started container reviews',
    type: 'Normal',
    source: { component: 'kubelet' },
    count: 2,
    firstTimestamp: at,
    lastTimestamp: at,
  })
  await server.client.create(group, {
    metadata: { name: 'new' },
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingController: 'istio.io/testbed',
    reportingInstance: 'testbed',
    action: 'Move',
    reason: 'Moved',
    note: 'Moved half of it',
    type: 'Normal',
    regarding: pod,
  })
})

afterAll(() => server.stop())

describe('an event', () => {
  test('that was written the old way is read the new way', async () => {
    const [old, read] = [
      await server.client.get(`${core}/old`),
      await server.client.get(`${group}/old`),
    ]
    expect(read).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { uid: old.metadata.uid, resourceVersion: old.metadata.resourceVersion },
      regarding: pod,
      note: 'Started container reviews',
      deprecatedSource: { component: 'kubelet' },
      deprecatedCount: 2,
      deprecatedFirstTimestamp: at,
      deprecatedLastTimestamp: at,
    })
    expect(read).not.toHaveProperty('involvedObject')
    expect(read).not.toHaveProperty('message')
  })

  test('that was written the new way is read the old way', async () => {
    expect(await server.client.get(`${core}/new`)).toMatchObject({
      apiVersion: 'v1',
      kind: 'Event',
      involvedObject: pod,
      message: 'Moved half of it',
      action: 'Move',
      reportingComponent: 'istio.io/testbed',
      reportingInstance: 'testbed',
    })
  })

  test.each([
    [core, 'involvedObject.name=reviews'],
    [group, 'regarding.name=reviews'],
  ])('is listed and selected at %s', async (path, fieldSelector) => {
    const { items } = await server.client.list(path, { fieldSelector })
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['new', 'old'])
    const none = await server.client.list(path, {
      fieldSelector: fieldSelector.replace('reviews', 'nobody'),
    })
    expect(none.items).toEqual([])
  })

  test('that comes by one group is seen by who watches the other, and so is its end', async () => {
    const { resourceVersion } = await server.client.list(core)
    const seen = server.watch(`${group}?watch=1&resourceVersion=${resourceVersion}`, {
      count: 2,
      meanwhile: async () => {
        await server.client.create(core, {
          metadata: { name: 'brief' },
          involvedObject: pod,
          message: 'for a moment',
        })
        await server.client.delete(`${core}/brief`)
      },
    })
    expect(await seen).toMatchObject([
      {
        type: 'ADDED',
        object: { apiVersion: 'events.k8s.io/v1', note: 'for a moment', regarding: pod },
      },
      { type: 'DELETED', object: { apiVersion: 'events.k8s.io/v1', metadata: { name: 'brief' } } },
    ])
  })

  test('has one name in both groups', async () => {
    const body = { metadata: { name: 'old' }, involvedObject: pod }
    expect(await server.ask('POST', core, { body })).toMatchObject({
      code: 409,
      body: { reason: 'AlreadyExists' },
    })
    await server.client.delete(`${group}/old`)
    expect(await server.ask('GET', `${core}/old`)).toMatchObject({ code: 404 })
  })
})
