import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { instantQuery } from '../../lib/prometheus/instant-query'
import { scrapes } from '../../lib/prometheus/istio-metrics'
import { toScrapes } from '../../lib/prometheus/scrapes'
import { askInstant } from '../testbed/prometheus/ask'
import { startPrometheus } from '../testbed/prometheus/prometheus'
import type { Store } from '../testbed/prometheus/store'

/** What the product finds out about scraping, from a real Prometheus that scrapes. */

let isAnswering = true
let answeredAt = 0

const proxy = createServer((request, response) => {
  if (request.url === '/sd') {
    const groups = [{ targets: [request.headers.host], labels: { instance: '10.244.0.7:15020' } }]
    response.setHeader('content-type', 'application/json').end(JSON.stringify(groups))
  } else if (isAnswering) {
    answeredAt = Date.now()
    response.setHeader('content-type', 'text/plain')
    response.end('istio_build{component="proxy",tag="1.31.1"} 1\n')
  } else response.writeHead(503).end()
})

let prometheus: Store

beforeAll(async () => {
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  prometheus = await startPrometheus({
    binary: process.env.BINNACLE_PROMETHEUS_BINARY ?? 'prometheus',
    // Listening on TCP, so the address is an AddressInfo.
    targetsUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/sd`,
    scrapeIntervalSeconds: 1,
  })
})

afterAll(async () => {
  await prometheus?.stop()
  proxy.closeAllConnections()
  proxy.close()
})

const read = async () => {
  const { signal } = new AbortController()
  return toScrapes(await instantQuery({ url: prometheus.url }, scrapes(), Date.now(), signal))
}

const until = (holds: () => Promise<boolean>) =>
  vi.waitUntil(holds, { timeout: 40_000, interval: 200 })

const stepMs = 15_000

test('the newest scrape is the last that came, also after one that failed', async () => {
  await until(async () => (await read()).newest !== null)
  const firstAt = answeredAt
  // It is looked for by steps, one of which has to lie in the time that was scraped.
  await until(async () => Math.floor(answeredAt / stepMs) > Math.floor(firstAt / stepMs))
  expect(Math.abs(((await read()).newest ?? 0) - answeredAt)).toBeLessThan(3_000)

  isAnswering = false
  // A scrape that fails ends the series.
  await until(async () => (await askInstant(prometheus.url, 'istio_build')).length === 0)
  const { newest, intervalSeconds } = await read()
  expect(newest).toBeLessThanOrEqual(answeredAt + 1_000)
  expect(newest).toBeGreaterThan(answeredAt - stepMs - 2_000)
  expect(intervalSeconds).toBeGreaterThan(0)
})
