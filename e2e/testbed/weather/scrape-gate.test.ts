import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ScrapeGate, startScrapeGate } from './scrape-gate'

let mesh: Server
let gate: ScrapeGate
const targets = ['a', 'b'].map((name) => ({
  targets: ['the-mesh:1'],
  labels: { __metrics_path__: `/proxies/${name}` },
}))

beforeEach(async () => {
  mesh = createServer((request, response) => {
    response.end(request.url === '/sd' ? JSON.stringify(targets) : `metrics of ${request.url}`)
  })
  await new Promise<void>((resolve) => mesh.listen(0, '127.0.0.1', resolve))
  gate = await startScrapeGate(`http://127.0.0.1:${(mesh.address() as AddressInfo).port}`)
})

afterEach(async () => {
  await gate.stop()
  mesh.closeAllConnections()
  mesh.close()
})

const scrape = async (name: string) => {
  const response = await fetch(new URL(`/proxies/${name}`, gate.targetsUrl))
  const text = await response.text()
  return response.ok ? text : response.status
}

test('names the targets of the mesh with itself as their address', async () => {
  const groups = await (await fetch(gate.targetsUrl)).json()
  const address = new URL(gate.targetsUrl).host
  expect(groups).toEqual(targets.map((group) => ({ ...group, targets: [address] })))
})

test('fails every scrape until it is opened, and while it is closed again', async () => {
  expect(await scrape('a')).toBe(503)
  gate.open()
  expect(await scrape('a')).toBe('metrics of /proxies/a')
  gate.close()
  expect(await scrape('a')).toBe(503)
})

test('loses one scrape of each target', async () => {
  gate.open()
  gate.loseOne()
  expect([await scrape('a'), await scrape('a')]).toEqual([503, 'metrics of /proxies/a'])
  expect([await scrape('b'), await scrape('b')]).toEqual([503, 'metrics of /proxies/b'])
})
