import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { guardRequests, unreadableHeader } from './unreadable-requests'

guardRequests()

let seen: IncomingMessage | undefined
const server = createServer((request, response) => {
  seen = request
  response.end()
})
beforeEach(() => new Promise<void>((done) => void server.listen(0, '127.0.0.1', done)))
afterEach(() => new Promise((done) => void server.close(done)))

function send(text: string): Promise<void> {
  const { port } = server.address() as AddressInfo
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('close', () => done()).resume()
  })
}
const ask = async (line: string, more = '') => {
  await send(`${line} HTTP/1.1\r\nhost: x\r\n${more}connection: close\r\n\r\n`)
  return [seen?.method, seen?.url, seen?.headers[unreadableHeader]]
}

test.each(['TRACE /graph', 'OPTIONS *', 'GET http://evil.example/graph'])(
  '%s is handed on as something that can be refused',
  async (line) => {
    expect(await ask(line)).toEqual(['OPTIONS', '/', 'true'])
  },
)

test('everything else is left alone, and cannot say of itself that it is not', async () => {
  expect(await ask('GET /graph?x=*')).toEqual(['GET', '/graph?x=*', undefined])
  expect(await ask('POST /x', `${unreadableHeader}: true\r\n`)).toEqual(['POST', '/x', undefined])
})

test('what trickles in is not waited for five minutes', async () => {
  await ask('GET /')
  expect(server.requestTimeout).toBe(20_000)
})
