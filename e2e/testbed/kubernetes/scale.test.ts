import { afterAll, beforeAll, expect, test } from 'vitest'
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

const podCount = 1_000
const watchCount = 50
/** Far above what it takes, for machines that do other things as well. */
const patienceMs = 3_000
const podsPath = '/api/v1/namespaces/bookinfo/pods'

beforeAll(async () => {
  server = await startEmbeddedUnderTest()
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  await server.client.create(virtualServicesPath, reviewsRoute(80, 20))
  const pods = Array.from({ length: podCount }, (_, index) => ({
    metadata: { name: `reviews-${String(index).padStart(4, '0')}`, labels: { app: 'reviews' } },
    spec: { containers: [{ name: 'reviews', image: 'reviews' }] },
  }))
  for (let start = 0; start < pods.length; start += 50) {
    const batch = pods.slice(start, start + 50)
    await Promise.all(batch.map((pod) => server.client.create(podsPath, pod)))
  }
})

afterAll(() => server.stop())

test('a thousand pods are listed, whole and in pages, without anybody waiting', async () => {
  const started = performance.now()
  const { items } = await server.client.list(podsPath, { limit: 100 })
  const whole = await server.ask('GET', podsPath)
  expect(performance.now() - started).toBeLessThan(patienceMs)
  expect(items).toHaveLength(podCount)
  expect((whole.body as { items: unknown[] }).items).toHaveLength(podCount)
})

test('fifty watches hear of a change at once', async () => {
  const ending = new AbortController()
  const heard: number[] = []
  const watches = Array.from({ length: watchCount }, () =>
    server.client.watchAll(
      virtualServicesPath,
      { replace: () => undefined, change: () => heard.push(performance.now()) },
      ending.signal,
    ),
  )
  await Promise.all(watches.map(({ listed }) => listed))
  const before = performance.now()
  await server.client.patch(reviewsPath, { spec: reviewsSpec(50, 50) })
  await expect.poll(() => heard.length).toBe(watchCount)
  expect(Math.max(...heard) - before).toBeLessThan(patienceMs)
  ending.abort()
  await Promise.all(watches.map(({ ended }) => ended))
})
