import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WatchAll } from './client/watch'
import type { EmbeddedKubernetes } from './server'
import { type ApiUnderTest, startEmbeddedUnderTest } from './testing/api-under-test'
import {
  bookinfoNamespace,
  reviewsPath,
  reviewsRoute,
  reviewsSpec,
  virtualServicesPath,
} from './testing/reviews-route'

let server: ApiUnderTest<EmbeddedKubernetes>

const size = { pods: 5_000, virtualServices: 500, watches: 200 }
const changes = 20
/** Far above what it takes, for machines that do other things as well. */
const patienceMs = 10_000
const podsPath = '/api/v1/namespaces/bookinfo/pods'

const numbered = (prefix: string, index: number) => `${prefix}-${String(index).padStart(4, '0')}`

const pod = (index: number) => ({
  metadata: { name: numbered('reviews', index), labels: { app: 'reviews' } },
  spec: { containers: [{ name: 'reviews', image: 'reviews' }] },
})

async function createAll(path: string, count: number, object: (index: number) => unknown) {
  for (let start = 0; start < count; start += 50) {
    const batch = Array.from({ length: Math.min(50, count - start) }, (_, at) => start + at)
    await Promise.all(batch.map((index) => server.client.create(path, object(index))))
  }
}

beforeAll(async () => {
  server = await startEmbeddedUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  await server.client.create(virtualServicesPath, reviewsRoute(80, 20))
  await createAll(podsPath, size.pods, pod)
  await createAll(virtualServicesPath, size.virtualServices - 1, (index) =>
    reviewsRoute(80, 20, { name: numbered('route', index) }),
  )
}, 120_000)

afterAll(() => server.stop())

test('five thousand pods are listed, whole and in pages', async () => {
  const started = performance.now()
  const { items } = await server.client.list(podsPath, { limit: 500 })
  const whole = await server.ask('GET', podsPath)
  expect(performance.now() - started).toBeLessThan(patienceMs)
  expect(items).toHaveLength(size.pods)
  expect((whole.body as { items: unknown[] }).items).toHaveLength(size.pods)
})

test('a write among that many costs no more than among few', async () => {
  const cost = async (path: string) => {
    const started = performance.now()
    for (const weight of [10, 20, 30, 40, 50]) {
      await server.client.patch(path, { spec: reviewsSpec(weight, 100 - weight) })
    }
    return performance.now() - started
  }
  const alone = virtualServicesPath.replace('bookinfo', 'alone')
  await server.client.apply([
    { ...bookinfoNamespace, metadata: { name: 'alone' } },
    reviewsRoute(80, 20, { namespace: 'alone' }),
  ])
  const [few, many] = [await cost(`${alone}/reviews`), await cost(reviewsPath)]
  expect(many).toBeLessThan(few * 5 + 100)
})

/** Which of the watches have heard of the change, and when. */
function watchAllOf(count: number, path: string, signal: AbortSignal) {
  const heard: number[] = []
  const watches: WatchAll[] = Array.from({ length: count }, () =>
    server.client.watchAll(
      path,
      { replace: () => undefined, change: () => heard.push(performance.now()) },
      signal,
    ),
  )
  return { heard, watches }
}

test('two hundred watches hear of a change at once, and hold nothing up while they are quiet', async () => {
  const ending = new AbortController()
  const { heard, watches } = watchAllOf(size.watches, virtualServicesPath, ending.signal)
  await Promise.all(watches.map(({ listed }) => listed))

  // A watch that ends by itself is the quiet time in which any polling would show.
  const quietSeconds = 2
  const load = process.cpuUsage()
  await server.watch(`${podsPath}?watch=true&resourceVersion=0&labelSelector=none&timeoutSeconds=2`)
  const { user, system } = process.cpuUsage(load)
  expect((user + system) / 1e6).toBeLessThan(quietSeconds / 2)

  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const started = performance.now()
  for (let weight = 1; weight <= changes; weight++) {
    await server.client.patch(reviewsPath, { spec: reviewsSpec(weight, 100 - weight) })
  }
  await expect.poll(() => heard.length, { timeout: patienceMs }).toBe(size.watches * changes)
  delay.disable()
  expect(Math.max(...heard) - started).toBeLessThan(patienceMs)
  expect(delay.percentile(90) / 1e6).toBeLessThan(250)
  ending.abort()
  await Promise.all(watches.map(({ ended }) => ended))
})
