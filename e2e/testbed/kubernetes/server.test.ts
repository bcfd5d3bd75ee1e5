import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { EmbeddedKubernetes } from './server'
import { type ApiUnderTest, startEmbeddedUnderTest } from './testing/api-under-test'
import {
  bookinfoNamespace,
  reviewsPath,
  reviewsRoute,
  reviewsSpec,
  virtualServicesPath,
} from './testing/reviews-route'

/** A client that is connected and never begins to shake hands. */
async function silentClient({ api, ask }: ApiUnderTest<EmbeddedKubernetes>) {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  // Connections are taken in order: when a later one is answered, the server has this one.
  await ask('GET', '/version')
  return { closed: once(socket, 'close') }
}

test('a client that never finishes its handshake does not keep the server from closing', async () => {
  const server = await startEmbeddedUnderTest()
  const first = await silentClient(server)
  await server.api.pause()
  await first.closed
  await server.api.resume()
  const second = await silentClient(server)
  await server.stop()
  await second.closed
  await expect(fetch(server.api.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})

test('server-side apply is refused in so many words', async () => {
  const server = await startEmbeddedUnderTest()
  onTestFinished(() => server.stop())
  const ask = { contentType: 'application/apply-patch+yaml', body: reviewsRoute(10, 90) }
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  await server.client.create(virtualServicesPath, reviewsRoute(80, 20))
  expect(await server.ask('PATCH', `${reviewsPath}?fieldManager=gitops`, ask)).toMatchObject({
    code: 501,
    body: { message: expect.stringContaining('has no server-side apply') },
  })
})

test('a watch lists again after the server was away and has forgotten the changes', async () => {
  const server = await startEmbeddedUnderTest()
  onTestFinished(() => server.stop())
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  await server.client.create(virtualServicesPath, reviewsRoute(80, 20))

  const ending = new AbortController()
  const interrupted = vi.fn()
  const listed: unknown[] = []
  const watch = server.client.watchAll(
    virtualServicesPath,
    {
      replace: (objects) => listed.push(objects.map(({ spec }) => spec)),
      change: () => undefined,
      interrupted,
    },
    ending.signal,
  )
  await watch.listed
  await server.api.pause()
  await vi.waitFor(() => expect(interrupted).toHaveBeenCalled())
  server.api.compact()
  await server.api.resume()
  await server.client.patch(reviewsPath, { spec: reviewsSpec(1, 99) })
  await vi.waitFor(() => expect(listed.at(-1)).toEqual([reviewsSpec(1, 99)]), 3_000)
  ending.abort()
  await watch.ended
})

test('a watch from before the history was forgotten ends with 410', async () => {
  const server = await startEmbeddedUnderTest()
  onTestFinished(() => server.stop())
  await server.client.create('/api/v1/namespaces', bookinfoNamespace)
  const { resourceVersion } = await server.client.list(virtualServicesPath)
  await server.client.create(virtualServicesPath, reviewsRoute(80, 20))
  server.api.compact()
  const path = `${virtualServicesPath}?watch=true&resourceVersion=${resourceVersion}`
  expect(await server.watch(path)).toMatchObject([
    { type: 'ERROR', object: { code: 410, reason: 'Expired' } },
  ])
})
