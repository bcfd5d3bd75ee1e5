import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from './testing/api-under-test'

/** A client that is connected and never begins to shake hands. */
async function silentClient({ api, ask }: ApiUnderTest) {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  // Connections are taken in order: when a later one is answered, the server has this one.
  await ask('GET', '/version')
  return { closed: once(socket, 'close') }
}

test('a client that never finishes its handshake does not keep the server from closing', async () => {
  const server = await startApiUnderTest()
  const first = await silentClient(server)
  await server.api.pause()
  await first.closed
  await server.api.resume()
  const second = await silentClient(server)
  await server.stop()
  await second.closed
  await expect(fetch(server.api.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})
