import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type KubernetesLine, startKubernetesLine } from './kubernetes-line'

let upstream: Server
let api: KubernetesLine
const clients: Socket[] = []

beforeEach(async () => {
  upstream = createServer((socket) => {
    socket.on('error', () => {
      // The line drops connections on purpose.
    })
    socket.on('data', (text) => socket.write(`heard ${text}`))
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo
  api = await startKubernetesLine(`https://127.0.0.1:${port}`)
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await api.stop()
  await new Promise((resolve) => upstream.close(resolve))
})

/** A connection, what it has heard, and how it ended. */
function dial() {
  const client = connect(Number(new URL(api.url).port), '127.0.0.1')
  clients.push(client)
  const line = { heard: '', error: '', isConnected: false, isClosed: false }
  client.on('connect', () => {
    line.isConnected = true
  })
  client.on('data', (text) => {
    line.heard += text
  })
  client.on('error', (error: NodeJS.ErrnoException) => {
    line.error = error.code ?? error.message
  })
  client.on('close', () => {
    line.isClosed = true
  })
  return { client, line }
}

test('passes bytes both ways in fair weather', async () => {
  const { client, line } = dial()
  client.write('one')
  await vi.waitUntil(() => line.heard === 'heard one')
})

test('drops connections and refuses new ones while down, then takes them again', async () => {
  const before = dial()
  await vi.waitUntil(() => before.line.isConnected)
  await api.set('down')
  await vi.waitUntil(() => before.line.isClosed)
  const during = dial()
  await vi.waitUntil(() => during.line.error === 'ECONNREFUSED')
  await api.set('fair')
  const after = dial()
  after.client.write('two')
  await vi.waitUntil(() => after.line.heard === 'heard two')
})

test('takes connections and passes nothing while stalled, then everything', async () => {
  const before = dial()
  before.client.write('one')
  await vi.waitUntil(() => before.line.heard === 'heard one')
  await api.set('stalled')
  const during = dial()
  await vi.waitUntil(() => during.line.isConnected)
  before.client.write('two')
  during.client.write('three')
  // A round trip through the machine's own network: had anything passed, it would be here.
  await new Promise((resolve) => upstream.getConnections(resolve))
  expect([before.line.heard, during.line.heard]).toEqual(['heard one', ''])
  await api.set('fair')
  await vi.waitUntil(() => before.line.heard === 'heard oneheard two')
  await vi.waitUntil(() => during.line.heard === 'heard three')
})
