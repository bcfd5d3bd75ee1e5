import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askInstant } from './ask'
import { startPrometheus } from './prometheus'
import { remoteWrite } from './remote-write'

const binary = process.env.BINNACLE_PROMETHEUS_BINARY ?? 'prometheus'

let exporter: Server
let targetsUrl: string

beforeEach(async () => {
  exporter = createServer((request, response) => {
    const groups = [{ targets: [request.headers.host], labels: { job: 'compass' } }]
    response.setHeader('content-type', request.url === '/sd' ? 'application/json' : 'text/plain')
    response.end(request.url === '/sd' ? JSON.stringify(groups) : 'heading_degrees 42\n')
  })
  await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve))
  targetsUrl = `http://127.0.0.1:${(exporter.address() as AddressInfo).port}/sd`
})

afterEach(() => {
  exporter.closeAllConnections()
  exporter.close()
})

test('scrapes the targets that it is told of and ends when it is stopped', async () => {
  const prometheus = await startPrometheus({ binary, targetsUrl, scrapeIntervalSeconds: 1 })
  try {
    const query = 'heading_degrees{job="compass"}'
    const isScraped = async () => (await askInstant(prometheus.url, query))[0]?.value === 42
    await vi.waitUntil(isScraped, { timeout: 30_000, interval: 100 })
  } finally {
    await prometheus.stop()
  }
  await prometheus.ended
  await expect(fetch(`${prometheus.url}/-/ready`)).rejects.toMatchObject({
    cause: { code: 'ECONNREFUSED' },
  })
})

test('takes samples of yesterday', async () => {
  const prometheus = await startPrometheus({ binary, targetsUrl })
  try {
    const at = Date.now() - 24 * 3_600_000
    const labels = { __name__: 'heading_degrees', ship: 'the "Beagle"\\\n' }
    await remoteWrite(prometheus.url, [{ labels, times: [at], values: [270.5] }])
    expect(await askInstant(prometheus.url, 'heading_degrees', at)).toEqual([
      { labels, at, value: 270.5 },
    ])
  } finally {
    await prometheus.stop()
  }
})

test('says what Prometheus said when it does not start', async () => {
  const starting = startPrometheus({ binary: '/no/such/prometheus', targetsUrl })
  await expect(starting).rejects.toThrow(/^Prometheus did not start\.\n.*no\/such\/prometheus/)
})
