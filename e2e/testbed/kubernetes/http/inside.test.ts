import { afterAll, beforeAll, expect, test } from 'vitest'
import { kubernetesClient } from '../client'
import type { KubernetesStatusError } from '../client/connection'
import { type ApiUnderTest, elide, startEmbeddedUnderTest } from '../testing/api-under-test'
import {
  bookinfoNamespace,
  reviewsPath,
  reviewsRoute,
  virtualServicesPath,
} from '../testing/reviews-route'

let server: ApiUnderTest
const inside = () => {
  const { url, caPem, inside } = server.api
  // No token: what came over the wire would be refused.
  return kubernetesClient({ url, caPem, inside })
}

beforeAll(async () => {
  server = await startEmbeddedUnderTest()
})

afterAll(() => server.stop())

test('objects are written and read as over the wire', async () => {
  const client = inside()
  await client.create('/api/v1/namespaces', bookinfoNamespace)
  const created = await client.create(virtualServicesPath, reviewsRoute(80, 20))
  expect(await server.client.get(reviewsPath)).toEqual(created)
  const patched = await client.patch(reviewsPath, { metadata: { labels: { app: 'reviews' } } })
  expect(elide(await server.client.list(virtualServicesPath))).toEqual(
    elide({ items: [patched], resourceVersion: patched.metadata.resourceVersion }),
  )
  await client.close()
})

test('a refusal is the same', async () => {
  const client = inside()
  const refusal = (asked: Promise<unknown>) =>
    asked.then(
      () => null,
      ({ code, reason, message, status }: KubernetesStatusError) => [code, reason, message, status],
    )
  const missing = '/api/v1/namespaces/bookinfo/pods/nobody'
  expect(await refusal(client.get(missing))).toEqual(await refusal(server.client.get(missing)))
  expect(await refusal(client.get(missing))).not.toBeNull()
  await client.close()
})

test('nobody who got an answer can change what is stored', async () => {
  const client = inside()
  const before = await client.get(reviewsPath)
  const mine = await client.get(reviewsPath)
  mine.metadata.labels = { changed: 'yes' }
  Object.assign(mine.spec as object, { hosts: [] })
  expect(await client.get(reviewsPath)).toEqual(before)
  await client.close()
})

test('what it does not take goes over the wire, where a token is asked for', async () => {
  const client = inside()
  await expect(client.get('/apis')).rejects.toMatchObject({ code: 403 })
  await client.close()
})
