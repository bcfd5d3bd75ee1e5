import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../object'
import {
  type ApiUnderTest,
  startApiUnderTest,
  type Watch,
  type WatchedEvent,
} from '../testing/api-under-test'
import {
  bookinfoNamespace,
  reviewsPath,
  reviewsRoute,
  reviewsSpec,
  virtualServicesPath,
} from '../testing/reviews-route'
import { failure } from '../testing/status-bodies'

let server: ApiUnderTest

beforeAll(async () => {
  server = await startApiUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  await server.client.create(virtualServicesPath, reviewsRoute(80, 20))
  await server.client.create(virtualServicesPath, reviewsRoute(80, 20, { name: 'p0' }))
})

afterAll(() => server.stop())

const watch = (query: string, options: Watch = {}) =>
  server.watch(`${virtualServicesPath}?watch=true&timeoutSeconds=1&${query}`, options)

const currentVersion = async () => (await server.client.list(virtualServicesPath)).resourceVersion

const metadataOf = ({ object }: WatchedEvent) => (object as unknown as KubernetesObject).metadata

/** `ADDED reviews`, and `BOOKMARK` for what has no name. */
const told = (events: readonly WatchedEvent[]) =>
  events.map((event) => [event.type, metadataOf(event).name].filter(Boolean).join(' '))

describe('a watch', () => {
  test('from a version tells each later change with the whole object', async () => {
    const from = await currentVersion()
    const meanwhile = async () => {
      await server.client.patch(reviewsPath, { spec: reviewsSpec(33, 67) })
      await server.client.create(virtualServicesPath, reviewsRoute(80, 20, { name: 'p9' }))
      await server.client.delete(`${virtualServicesPath}/p9`)
    }
    const events = await watch(`resourceVersion=${from}`, { count: 3, meanwhile })
    expect(told(events)).toEqual(['MODIFIED reviews', 'ADDED p9', 'DELETED p9'])
    expect(events[0]?.object).toMatchObject({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      spec: reviewsSpec(33, 67),
    })
    const versions = events.map((event) => Number(metadataOf(event).resourceVersion))
    expect([Number(from), ...versions]).toEqual([Number(from), ...versions].sort((a, b) => a - b))
    expect(new Set(versions).size).toBe(3)
  })

  test('catches up with what happened before it began', async () => {
    const from = await currentVersion()
    await server.client.patch(reviewsPath, { spec: reviewsSpec(10, 90) })
    expect(told(await watch(`resourceVersion=${from}`, { count: 1 }))).toEqual(['MODIFIED reviews'])
  })

  test.each(['', 'resourceVersion=0'])('with %j starts with all there is', async (query) => {
    expect(told(await watch(query, { count: 2 }))).toEqual(['ADDED p0', 'ADDED reviews'])
  })

  test('says where it is before it ends, when bookmarks are allowed', async () => {
    const from = await currentVersion()
    const query = `watch=true&timeoutSeconds=6&allowWatchBookmarks=true&resourceVersion=${from}`
    // Where nothing has happened the real one may have nothing to say.
    const meanwhile = () => server.client.patch(reviewsPath, { spec: reviewsSpec(20, 80) })
    const options = { count: 2, meanwhile }
    const [change, bookmark] = await server.watch(`${virtualServicesPath}?${query}`, options)
    expect(bookmark).toEqual({
      type: 'BOOKMARK',
      object: {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
      },
    })
    const [changed, told] = [change, bookmark].map((event) =>
      Number(metadataOf(event as WatchedEvent).resourceVersion),
    )
    expect(told).toBeGreaterThanOrEqual(changed ?? Number.NaN)
  })

  test('in another version tells objects in that version', async () => {
    const path = virtualServicesPath.replace('/v1/', '/v1alpha3/')
    const events = await server.watch(`${path}?watch=true`, { count: 2 })
    const versions = events.map(({ object }) => object.apiVersion)
    expect(new Set(versions)).toEqual(new Set(['networking.istio.io/v1alpha3']))
  })

  test('of one name tells only that', async () => {
    expect(told(await watch('fieldSelector=metadata.name%3Dreviews'))).toEqual(['ADDED reviews'])
  })

  test('of a selection tells what enters and leaves it', async () => {
    const label = (team: string | null) =>
      server.client.patch(reviewsPath, { metadata: { labels: { team } } })
    const meanwhile = async () => {
      await label('a')
      await label(null)
    }
    const events = await watch('labelSelector=team%3Da', { count: 2, meanwhile })
    expect(told(events)).toEqual(['ADDED reviews', 'DELETED reviews'])
    const left = metadataOf(events[1] as WatchedEvent)
    expect(left.resourceVersion).toBe(await currentVersion())
  })
})

describe('a streaming list', () => {
  test('ends its initial state with an annotated bookmark', async () => {
    const query =
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
    const events = await watch(query, { count: 3 })
    expect(told(events)).toEqual(['ADDED p0', 'ADDED reviews', 'BOOKMARK'])
    expect(events[2]?.object).toMatchObject({
      metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
    })
  })

  test('says which versions it takes', async () => {
    const query = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true'
    expect(await server.ask('GET', `${virtualServicesPath}?${query}`)).toMatchObject({
      code: 422,
      body: {
        message:
          'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      },
    })
  })
})

describe('versions', () => {
  test('that are forgotten end the watch with 410', async () => {
    const message = expect.stringMatching(/^too old resource version: 1 \(\d+\)$/)
    expect(await watch('resourceVersion=1')).toEqual([
      { type: 'ERROR', object: failure(410, 'Expired', message) },
    ])
  })

  test('of the future are waited for', async () => {
    const meanwhile = () => server.client.patch(reviewsPath, { spec: reviewsSpec(1, 99) })
    const events = await watch('resourceVersion=99999999', { meanwhile })
    expect(events).toEqual([])
  })

  test('that are no numbers are refused before the stream begins', async () => {
    const { code, body } = await server.ask(
      'GET',
      `${virtualServicesPath}?watch=true&resourceVersion=abc`,
    )
    expect({ code, body }).toEqual({
      code: 500,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message:
          'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
        code: 500,
      },
    })
  })
})
