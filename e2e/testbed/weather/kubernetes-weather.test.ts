import { Agent, type Dispatcher, request } from 'undici'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { linesOf } from '../kubernetes/client/lines'
import { isJsonObject, type KubernetesObject } from '../kubernetes/object'
import { type ApiUnderTest, startApiUnderTest } from '../kubernetes/testing/api-under-test'
import {
  bookinfoNamespace,
  namespacePath,
  reviewsPath,
  reviewsRoute,
  reviewsSpec,
  virtualServicesPath,
} from '../kubernetes/testing/reviews-route'
import { type KubernetesProxy, kubernetesWeather, startKubernetesProxy } from './kubernetes-weather'

let server: ApiUnderTest
let proxy: KubernetesProxy
let dispatcher: Agent

beforeAll(async () => {
  server = await startApiUnderTest()
  const { url, caPem, adminToken: token } = server.api
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  proxy = await startKubernetesProxy({ url, caPem, token })
  dispatcher = new Agent({ connect: { ca: proxy.caPem } })
})

afterEach(async () => {
  await proxy.set('fair')
  await server.client.apply([reviewsRoute(80, 20)])
})

afterAll(async () => {
  await dispatcher.destroy()
  await proxy.stop()
  await server.stop()
})

const open = (method: Dispatcher.HttpMethod, path: string, body?: unknown, headers = {}) =>
  request(new URL(path, proxy.url), {
    method,
    dispatcher,
    headers: {
      authorization: `Bearer ${server.api.adminToken}`,
      ...(method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  })

async function ask(method: Dispatcher.HttpMethod, path: string, body?: unknown, headers = {}) {
  const response = await open(method, path, body, headers)
  const text = await response.body.text()
  // Every body that the tests below look into is a Status or an object.
  const answer = text.startsWith('{') ? (JSON.parse(text) as KubernetesObject) : null
  return { code: response.statusCode, headers: response.headers, text, answer }
}

const set = (weather: unknown) => proxy.set(kubernetesWeather.parse(weather))
const move = (v1: number, v2: number) => ({ spec: reviewsSpec(v1, v2) })
const stored = () => server.client.get(reviewsPath)
const watchPath = `${virtualServicesPath}?watch=true&resourceVersion=`

/** A watch from now on: what it has heard, and whether it has ended. */
async function startWatch() {
  const { resourceVersion } = await server.client.list(virtualServicesPath)
  const response = await open('GET', watchPath + resourceVersion)
  const watch = { events: [] as { type: string; object: KubernetesObject }[], isOver: false }
  const read = async () => {
    for await (const line of linesOf(response.body)) watch.events.push(JSON.parse(line))
  }
  read().then(
    () => (watch.isOver = true),
    () => (watch.isOver = true),
  )
  return watch
}

test('in fair weather reads, writes, refusals and watches are the API server’s own', async () => {
  await server.client.apply([reviewsRoute(80, 20)])
  const watch = await startWatch()
  expect(await ask('PATCH', reviewsPath, move(60, 40))).toMatchObject({ code: 200 })
  expect(await ask('GET', `${virtualServicesPath}/none`)).toMatchObject({
    code: 404,
    answer: { message: 'virtualservices.networking.istio.io "none" not found' },
  })
  await vi.waitUntil(() => watch.events.length === 1)
  expect(watch.events).toMatchObject([{ type: 'MODIFIED', object: move(60, 40) }])
})

test('a quiet watch has begun before anything happens', async () => {
  const { resourceVersion } = await server.client.list(virtualServicesPath)
  expect((await open('GET', watchPath + resourceVersion)).statusCode).toBe(200)
})

test('several impersonated groups arrive as several', async () => {
  const groups = ['night-shift', 'release']
  const me = await ask(
    'POST',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    { 'impersonate-user': 'mara', 'impersonate-group': groups },
  )
  expect(me.answer).toMatchObject({ status: { userInfo: { username: 'mara' } } })
  expect(me.answer).toHaveProperty(
    'status.userInfo.groups',
    expect.arrayContaining(groups as unknown[]),
  )
})

test('throttled: every request is told to come again, health is not', async () => {
  await set({ kind: 'throttled', retryAfterSeconds: 7 })
  for (const method of ['GET', 'DELETE'] as const) {
    const { code, headers, text } = await ask(method, reviewsPath)
    expect([code, headers['retry-after']]).toEqual([429, '7'])
    expect(text).toBe('Too many requests, please try again later.\n')
  }
  expect((await ask('GET', '/readyz')).code).toBe(200)
})

test('slow: answers are right and late', async () => {
  await set({ kind: 'slow', delayMs: 200 })
  const startedAt = performance.now()
  expect(await ask('GET', reviewsPath)).toMatchObject({ code: 200, answer: move(80, 20) })
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(190)
})

test('watches dropped: open ones break at once, new ones after their time, reads go on', async () => {
  const before = await startWatch()
  await set({ kind: 'watches-dropped', afterMs: 100 })
  await vi.waitUntil(() => before.isOver)
  const startedAt = performance.now()
  const after = await startWatch()
  await vi.waitUntil(() => after.isOver)
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95)
  expect((await ask('GET', reviewsPath)).code).toBe(200)
})

test('watches expired: they are told so in the stream and have to list again', async () => {
  const before = await startWatch()
  await set({ kind: 'watches-expired' })
  await vi.waitUntil(() => before.isOver)
  const after = await startWatch()
  await vi.waitUntil(() => after.isOver)
  expect(after.events).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }])
})

test('forbidden: one kind is refused in the words of the API server, its neighbours are not', async () => {
  await set({ kind: 'forbidden', resource: 'virtualservices' })
  const { code, answer } = await ask('GET', virtualServicesPath)
  expect(code).toBe(403)
  expect(answer).toMatchObject({
    reason: 'Forbidden',
    message: expect.stringMatching(
      /^virtualservices\.networking\.istio\.io is forbidden: .*cannot list resource "virtualservices" in API group "networking\.istio\.io" in the namespace "bookinfo"$/,
    ),
  })
  expect((await ask('GET', `${namespacePath}/destinationrules`)).code).toBe(200)
})

test('conflicting: a write is refused once and taken the second time', async () => {
  await set({ kind: 'conflicting' })
  const dryRun = await ask('PATCH', `${reviewsPath}?dryRun=All`, move(60, 40))
  const first = await ask('PATCH', reviewsPath, move(60, 40))
  const second = await ask('PATCH', reviewsPath, move(60, 40))
  const third = await ask('PATCH', reviewsPath, move(70, 30))
  expect([dryRun, first, second, third].map(({ code }) => code)).toEqual([200, 409, 200, 409])
  expect(first.answer).toMatchObject({
    reason: 'Conflict',
    message: expect.stringContaining('the object has been modified'),
  })
  expect(await stored()).toMatchObject(move(60, 40))
})

test('intervening: somebody else has written right before, under their own name', async () => {
  const { metadata } = await stored()
  await set({ kind: 'intervening', patch: move(10, 90), manager: 'sam' })
  await ask('PATCH', `${reviewsPath}?dryRun=All`, move(60, 40))
  expect(await stored()).toMatchObject(move(80, 20))
  const guarded = [
    { op: 'test', path: '/metadata/generation', value: metadata.generation },
    { op: 'replace', path: '/spec/http/0/route/0/weight', value: 60 },
  ]
  const type = { 'content-type': 'application/json-patch+json' }
  expect((await ask('PATCH', reviewsPath, guarded, type)).code).toBe(422)
  const now = await stored()
  expect(now).toMatchObject(move(10, 90))
  expect(now.metadata.managedFields?.map(({ manager }) => manager)).toContain('sam')
})

test('denied: the webhook has the last word, in dry runs as well, and nothing is stored', async () => {
  await set({ kind: 'denied', words: 'configuration is invalid: not on a Friday' })
  const words =
    'admission webhook "rev.validation.istio.io" denied the request: configuration is invalid: not on a Friday'
  for (const path of [reviewsPath, `${reviewsPath}?dryRun=All`]) {
    expect(await ask('PATCH', path, move(60, 40))).toMatchObject({
      code: 400,
      answer: { kind: 'Status', message: words },
    })
  }
  // What the API server itself refuses never reaches a webhook.
  expect((await ask('PATCH', reviewsPath, { spec: { hosts: 'reviews' } })).code).toBe(422)
  expect(await stored()).toMatchObject(move(80, 20))
})

test('late after applying: the write counts at once, its answer comes later', async () => {
  await set({ kind: 'late-after-applying', delayMs: 400 })
  const startedAt = performance.now()
  const answering = ask('PATCH', reviewsPath, move(60, 40))
  await vi.waitUntil(async () => {
    const { spec } = await stored()
    return isJsonObject(spec) && JSON.stringify(spec) === JSON.stringify(reviewsSpec(60, 40))
  })
  const appliedAfter = performance.now() - startedAt
  expect(await answering).toMatchObject({ code: 200, answer: move(60, 40) })
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(390)
  expect(appliedAfter).toBeLessThan(390)
})

test('dropped after applying: the connection breaks and the write counts', async () => {
  await set({ kind: 'dropped-after-applying' })
  expect((await ask('PATCH', `${reviewsPath}?dryRun=All`, move(60, 40))).code).toBe(200)
  await expect(ask('PATCH', reviewsPath, move(60, 40))).rejects.toThrow()
  expect(await stored()).toMatchObject(move(60, 40))
})

test('access reviews are questions: no storm of writes strikes them', async () => {
  const review = {
    spec: { resourceAttributes: { verb: 'patch', resource: 'pods', namespace: 'bookinfo' } },
  }
  for (const kind of ['conflicting', 'dropped-after-applying'] as const) {
    await set({ kind })
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
    expect(await ask('POST', path, review)).toMatchObject({
      code: 201,
      answer: { status: { allowed: true } },
    })
  }
})

test('down: nobody listens; in fair weather the same address answers again', async () => {
  await set('down')
  await expect(ask('GET', reviewsPath)).rejects.toThrow()
  await set({ kind: 'slow', delayMs: 0 })
  expect((await ask('GET', reviewsPath)).code).toBe(200)
})
