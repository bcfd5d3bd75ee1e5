import { afterEach, expect, test, vi } from 'vitest'
import { UpstreamError } from '../errors'
import type { KubeRequest, KubeResponse } from './kube-fetch'
import { type KindChange, startWatchCache } from './watch-cache'

type Answer = (request: KubeRequest) => KubeResponse | Promise<KubeResponse>

const json = (status: number, body: unknown): KubeResponse => ({
  status,
  body: null,
  text: async () => JSON.stringify(body),
})

const listOf =
  (...items: unknown[]): Answer =>
  () =>
    json(200, { metadata: { resourceVersion: '7' }, items })

const namespace = (name: string) => ({
  metadata: { name, labels: { 'istio-injection': 'enabled' } },
})

afterEach(() => vi.restoreAllMocks())

const path = '/api/v1/namespaces'

/** A watch on which nothing happens until the cache is closed. */
const quiet: Answer = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

const down: Answer = () => {
  throw new UpstreamError('kubernetes', 'unreachable')
}
const forbidden: Answer = () => json(403, {})

/** Answers by path; every kind that is not named has nothing in it. Pauses end when told. */
function world(answers: Record<string, Answer>) {
  let time = 1_000
  const wakes: (() => void)[] = []
  const cache = startWatchCache({
    now: () => time,
    random: () => 0.5,
    pause: () => new Promise((resolve) => wakes.push(resolve)),
    send: async (request) => {
      const answer = answers[request.path] ?? answers.everything ?? listOf()
      return (request.search?.watch ? (answers[`watch ${request.path}`] ?? quiet) : answer)(request)
    },
  })
  afterEach(() => cache.close())
  return {
    cache,
    answers,
    /** All who pause go on, a second later, as far as they come without another pause. */
    wake: async () => {
      await done()
      time += 1_000
      for (const wake of wakes.splice(0)) wake()
      await done()
    },
  }
}

/** Everything that waits for nothing but promises has happened. */
const done = () => new Promise((resolve) => setImmediate(resolve))

const silenceLog = () => vi.spyOn(console, 'error').mockImplementation(() => undefined)

test('holds every object, trimmed, under its namespace and name', async () => {
  const { cache } = world({ '/api/v1/namespaces': listOf(namespace('shop'), namespace('bank')) })
  await cache.settled
  expect(cache.read('namespaces')).toMatchObject({ status: 'synced', known: true, since: 1_000 })
  expect([...cache.read('namespaces').objects.keys()]).toEqual(['/shop', '/bank'])
})

test('settles when every kind has had an answer, whichever it was', async () => {
  const log = silenceLog()
  const { cache } = world({ everything: down, '/api/v1/pods': forbidden })
  await cache.settled
  expect(cache.read('pods').status).toBe('forbidden')
  expect(cache.read('services')).toMatchObject({ status: 'unreachable', known: false })
  expect(log).toHaveBeenCalled()
})

test('keeps the last good objects while the API is down, and says since when', async () => {
  const log = silenceLog()
  const { cache, answers, wake } = world({
    [path]: listOf(namespace('shop')),
    [`watch ${path}`]: down,
  })
  await cache.settled

  answers[path] = down
  await wake()
  await wake()
  expect(cache.read('namespaces')).toMatchObject({
    status: 'unreachable',
    since: 2_000,
    known: true,
  })
  expect([...cache.read('namespaces').objects.keys()]).toEqual(['/shop'])

  answers[path] = listOf(namespace('bank'))
  answers[`watch ${path}`] = quiet
  await wake()
  expect(cache.read('namespaces')).toMatchObject({ status: 'synced', since: 4_000 })
  expect([...cache.read('namespaces').objects.keys()]).toEqual(['/bank'])
  // Once when it began, not once for every attempt.
  expect(log).toHaveBeenCalledTimes(1)
})

test('forgets what it may not read any more', async () => {
  silenceLog()
  const { cache, answers, wake } = world({
    [path]: listOf(namespace('shop')),
    [`watch ${path}`]: down,
  })
  await cache.settled
  answers[path] = forbidden
  await wake()
  expect(cache.read('namespaces')).toMatchObject({
    status: 'forbidden',
    known: false,
    objects: new Map(),
  })
})

test('leaves out and counts what is not of its kind’s shape', async () => {
  const { cache } = world({ '/api/v1/namespaces': listOf(namespace('shop'), { metadata: {} }) })
  await cache.settled
  expect(cache.read('namespaces')).toMatchObject({ status: 'synced', unreadable: 1 })
  expect(cache.read('namespaces').objects.size).toBe(1)
})

/** A world with one namespace, whose watch says what it is told to. */
function watched() {
  let tell = (_event: unknown) => {}
  const events: Answer = ({ signal }) => ({
    status: 200,
    text: async () => '',
    body: (async function* () {
      while (!signal.aborted)
        yield await new Promise<Uint8Array>((resolve) => {
          tell = (event) => resolve(new TextEncoder().encode(`${JSON.stringify(event)}\n`))
          signal.addEventListener('abort', () => resolve(new Uint8Array()))
        })
    })(),
  })
  const { cache } = world({ [path]: listOf(namespace('shop')), [`watch ${path}`]: events })
  const tellOf = async (type: string, metadata: object) => {
    tell({ type, object: { metadata: { resourceVersion: '8', ...metadata } } })
    await done()
  }
  return { cache, tellOf }
}

test('an object that becomes unreadable is left out, counted once, and taken in again', async () => {
  const { cache, tellOf } = watched()
  const told = async (metadata: object) => {
    await tellOf('MODIFIED', metadata)
    const { objects, unreadable } = cache.read('namespaces')
    return { shown: [...objects.keys()], unreadable }
  }
  await cache.settled
  await done()
  const broken = { name: 'shop', labels: 'none' }
  expect(await told(broken)).toEqual({ shown: [], unreadable: 1 })
  expect(await told(broken)).toEqual({ shown: [], unreadable: 1 })
  expect(await told({ name: 'shop' })).toEqual({ shown: ['/shop'], unreadable: 0 })
})

test('tells of what changed, where, and not of writes that change nothing that is kept', async () => {
  const { cache, tellOf } = watched()
  await cache.settled
  await done()
  const heard: KindChange[] = []
  const stop = cache.onChange((change) => heard.push(change))
  const before = cache.version()
  const { metadata } = namespace('shop')
  await tellOf('MODIFIED', { ...metadata, annotations: { 'last-seen': 'now' } })
  expect(heard).toEqual([])
  expect(cache.version()).toBe(before)
  await tellOf('MODIFIED', { ...metadata, labels: {} })
  await tellOf('DELETED', { name: 'shop' })
  await tellOf('DELETED', { name: 'shop' })
  expect(heard).toEqual([
    { kind: 'namespaces', namespace: null },
    { kind: 'namespaces', namespace: null },
  ])
  stop()
  await tellOf('ADDED', metadata)
  expect(heard).toHaveLength(2)
})

test('counts its version up with every change', async () => {
  const { cache } = world({})
  const before = cache.version()
  await cache.settled
  expect(cache.version()).toBeGreaterThan(before)
})
