import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { letConnectionsGoAtTheEnd } from './let-connections-go'

const untilClosed = async (connection: ReturnType<typeof connect>) => {
  let text = ''
  connection.on('data', (part) => {
    text += part
  })
  await once(connection, 'close')
  return text
}

test('at the end a connection goes as soon as nothing is under way on it, and not before', async () => {
  letConnectionsGoAtTheEnd()
  const waiting: ServerResponse[] = []
  const server = createServer((_request, response) => waiting.push(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const [silent, asking] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
  asking.write('GET / HTTP/1.1\r\nhost: console\r\n\r\n')
  await Promise.all([once(server, 'request'), once(silent, 'connect')])
  const ended = once(server, 'close')
  server.close()
  process.emit('SIGTERM', 'SIGTERM')
  expect(await untilClosed(silent)).toBe('')
  waiting[0]?.end('answered')
  expect(await untilClosed(asking)).toContain('answered')
  await ended
})
