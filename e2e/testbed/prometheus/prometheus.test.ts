import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { askInstant } from './ask'
import { secondJob } from './configuration'
import { startPrometheus } from './prometheus'
import { remoteWrite } from './remote-write'

const binary = process.env.BINNACLE_PROMETHEUS_BINARY ?? 'prometheus'

let exporter: Server
let targetsUrl: string

beforeEach(async () => {
  exporter = createServer((request, response) => {
    const labels = { job: 'compass', instance: '10.244.0.7:15020' }
    const groups = [{ targets: [request.headers.host], labels }]
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

test('scrapes by a second job under a second address, and forgets what it is told to', async () => {
  const prometheus = await startPrometheus({ binary, targetsUrl, scrapeIntervalSeconds: 1 })
  try {
    await prometheus.scrape({ intervalSeconds: 1, isTwice: true })
    const read = () => askInstant(prometheus.url, 'heading_degrees')
    await vi.waitUntil(async () => (await read()).length === 2, { timeout: 30_000, interval: 100 })
    const found = (await read()).map(({ labels }) => `${labels.job} ${labels.instance}`)
    expect(found.sort()).toEqual([
      'compass 10.244.0.7:15020',
      'istio-system/envoy-stats-monitor 10.244.0.7:15090',
    ])

    await prometheus.scrape({ intervalSeconds: 1, isTwice: false })
    await prometheus.forget(0, `{job="${secondJob}"}`)
    expect((await read()).map(({ labels }) => labels.job)).toEqual(['compass'])

    exporter.closeAllConnections()
    exporter.close()
    // A scrape under way could still write what it has read.
    const isDown = async () => (await askInstant(prometheus.url, 'up == 0')).length === 1
    await vi.waitUntil(isDown, { timeout: 30_000, interval: 100 })
    await prometheus.forget(Date.now() - 60_000)
    expect(await askInstant(prometheus.url, 'count_over_time(heading_degrees[1m])')).toEqual([])
  } finally {
    await prometheus.stop()
  }
})

test('says what Prometheus said when it does not start', async () => {
  const starting = startPrometheus({ binary: '/no/such/prometheus', targetsUrl })
  await expect(starting).rejects.toThrow(/^Prometheus did not start\.\n.*no\/such\/prometheus/)
})
