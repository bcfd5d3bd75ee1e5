import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../object'
import { type ApiUnderTest, startApiUnderTest } from '../testing/api-under-test'
import { bookinfoNamespace, reviewsRoute, virtualServicesPath } from '../testing/reviews-route'
import { failure, virtualService } from '../testing/status-bodies'

let server: ApiUnderTest

beforeAll(async () => {
  server = await startApiUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
})

afterAll(() => server.stop())

const path = `${virtualServicesPath}/p0`
const deleteOptions = (options: object) => ({
  apiVersion: 'v1',
  kind: 'DeleteOptions',
  ...options,
})

describe('an object', () => {
  let stored: KubernetesObject

  beforeEach(async () => {
    stored = await server.client.create(virtualServicesPath, reviewsRoute(80, 20, { name: 'p0' }))
    return async () => {
      await server.ask('PATCH', path, {
        body: { metadata: { finalizers: null } },
        contentType: 'application/merge-patch+json',
      })
      await server.ask('DELETE', path)
    }
  })

  const success = () => ({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { ...virtualService('p0'), uid: stored.metadata.uid },
  })

  const conflict = (why: string) =>
    failure(
      409,
      'Conflict',
      `Operation cannot be fulfilled on VirtualService.networking.istio.io "p0": ${why}`,
      { name: 'p0', group: 'networking.istio.io', kind: 'VirtualService' },
    )

  test('goes when its uid is the expected one', async () => {
    const body = deleteOptions({ preconditions: { uid: stored.metadata.uid } })
    expect(await server.ask('DELETE', path, { body })).toMatchObject({ code: 200, body: success() })
    expect(await server.ask('DELETE', path)).toMatchObject({
      code: 404,
      body: failure(
        404,
        'NotFound',
        'virtualservices.networking.istio.io "p0" not found',
        virtualService('p0'),
      ),
    })
  })

  test('stays when another uid was expected', async () => {
    const uid = '00000000-0000-0000-0000-000000000000'
    const body = deleteOptions({ preconditions: { uid } })
    expect(await server.ask('DELETE', path, { body })).toMatchObject({
      code: 409,
      body: conflict(
        `the UID in the precondition (${uid}) does not match the UID in record (${stored.metadata.uid}). The object might have been deleted and then recreated`,
      ),
    })
  })

  test('stays when another version was expected', async () => {
    const body = deleteOptions({ preconditions: { resourceVersion: '1' } })
    expect(await server.ask('DELETE', path, { body })).toMatchObject({
      code: 409,
      body: conflict(
        `the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${stored.metadata.resourceVersion}). The object might have been modified`,
      ),
    })
  })

  test('stays in a dry run', async () => {
    expect((await server.ask('DELETE', `${path}?dryRun=All`)).body).toEqual(success())
    expect(await server.client.get(path)).toEqual(stored)
  })

  test('with a finalizer waits for whoever set it', async () => {
    const finalizers = ['bed/hold']
    await server.client.patch(path, { metadata: { finalizers } })
    expect(await server.ask('DELETE', path)).toMatchObject({
      code: 200,
      body: {
        kind: 'VirtualService',
        metadata: {
          finalizers,
          deletionGracePeriodSeconds: 0,
          deletionTimestamp: expect.any(String),
        },
      },
    })
    await server.client.patch(path, { metadata: { finalizers: null } })
    expect(await server.ask('GET', path)).toMatchObject({ code: 404 })
  })
})

test('a collection is deleted by selection', async () => {
  for (const name of ['p0', 'p1', 'p2']) {
    await server.client.create(virtualServicesPath, reviewsRoute(80, 20, { name }))
  }
  const query = 'fieldSelector=metadata.name!%3Dp1'
  const { body } = await server.ask('DELETE', `${virtualServicesPath}?${query}`)
  const { kind, items } = body as { kind: string; items: KubernetesObject[] }
  expect(kind).toBe('VirtualServiceList')
  expect(items.map(({ metadata }) => metadata.name)).toEqual(['p0', 'p2'])
  const { items: left } = await server.client.list(virtualServicesPath)
  expect(left.map(({ metadata }) => metadata.name)).toEqual(['p1'])
})

describe('a namespace', () => {
  const namespaces = '/api/v1/namespaces'
  const gone = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gone' } }
  const routes = virtualServicesPath.replace('bookinfo', 'gone')

  /** What its controller says when it has emptied it. */
  const finalize = async () => {
    const namespace = await server.client.get(`${namespaces}/gone`)
    return server.client.update(`${namespaces}/gone/finalize`, {
      ...namespace,
      spec: { finalizers: [] },
    })
  }

  test('stays Terminating until its controller lets it go, with the watches told', async () => {
    await server.client.create(namespaces, gone)
    const { resourceVersion } = await server.client.list(namespaces)
    const path = `${namespaces}?watch=true&resourceVersion=${resourceVersion}`
    const meanwhile = async () => {
      expect(await server.ask('DELETE', `${namespaces}/gone`)).toMatchObject({
        code: 200,
        body: {
          kind: 'Namespace',
          spec: { finalizers: ['kubernetes'] },
          status: { phase: 'Terminating' },
        },
      })
      await finalize()
    }
    const events = await server.watch(path, { count: 2, meanwhile })
    expect(events.map(({ type }) => type)).toEqual(['MODIFIED', 'DELETED'])
    expect(events[0]?.object).toMatchObject({ status: { phase: 'Terminating' } })
    expect(await server.ask('GET', `${namespaces}/gone`)).toMatchObject({ code: 404 })
  })

  test('that is going away keeps what it holds and takes nothing new', async () => {
    await server.client.create(namespaces, gone)
    await server.client.create(routes, reviewsRoute(80, 20, { namespace: 'gone' }))
    await server.client.delete(`${namespaces}/gone`)
    expect(await server.ask('GET', `${routes}/reviews`)).toMatchObject({ code: 200 })
    const body = reviewsRoute(80, 20, { name: 'x', namespace: 'gone' })
    expect((await server.ask('POST', routes, { body })).body).toEqual(
      failure(
        403,
        'Forbidden',
        'virtualservices.networking.istio.io "x" is forbidden: unable to create new content in namespace gone because it is being terminated',
        {
          ...virtualService('x'),
          causes: [
            {
              reason: 'NamespaceTerminating',
              message: 'namespace gone is being terminated',
              field: 'metadata.namespace',
            },
          ],
        },
      ),
    )
    await server.client.delete(`${routes}/reviews`)
    await finalize()
  })

  test('does not go because somebody writes a label, or its finalizer, themselves', async () => {
    await server.client.create(namespaces, gone)
    await server.client.delete(`${namespaces}/gone`)
    await server.client.patch(`${namespaces}/gone`, {
      metadata: { labels: { team: 'a' } },
      spec: { finalizers: [] },
    })
    expect(await server.client.get(`${namespaces}/gone`)).toMatchObject({
      spec: { finalizers: ['kubernetes'] },
    })
    await finalize()
  })

  test('that every cluster has stays', async () => {
    expect(await server.ask('DELETE', '/api/v1/namespaces/default')).toMatchObject({ code: 403 })
  })
})
