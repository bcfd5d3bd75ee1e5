import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type PrometheusProxy, startPrometheusProxy } from './prometheus-weather'

const answerText = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } })

let upstream: Server
let upstreamCancelled: boolean
let holdAnswers: boolean
let proxy: PrometheusProxy

beforeEach(async () => {
  upstreamCancelled = false
  holdAnswers = false
  upstream = createServer((_, response) => {
    response.once('close', () => {
      upstreamCancelled = !response.writableFinished
    })
    response.setHeader('content-type', 'application/json')
    if (!holdAnswers) response.end(answerText)
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo
  proxy = await startPrometheusProxy(`http://127.0.0.1:${port}`)
})

afterEach(async () => {
  await proxy.stop()
  upstream.closeAllConnections()
  await new Promise((resolve) => upstream.close(resolve))
})

const ask = (signal?: AbortSignal) =>
  fetch(`${proxy.url}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: 'up{job="mesh"}' }),
    ...(signal ? { signal } : {}),
  })

test('passes questions and answers through in fair weather', async () => {
  const response = await ask()
  expect(response.status).toBe(200)
  expect(await response.text()).toBe(answerText)
})

test('refuses connections while down and comes back at the same address', async () => {
  const { url } = proxy
  await proxy.set({ kind: 'down' })
  await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  await proxy.set({ kind: 'fair' })
  expect(proxy.url).toBe(url)
  expect((await ask()).status).toBe(200)
})

test('drops a question that is under way when it goes down', async () => {
  holdAnswers = true
  const asked = ask()
  await vi.waitUntil(() => proxy.queries.summary().count === 1)
  await proxy.set({ kind: 'down' })
  await expect(asked).rejects.toThrow()
  expect(proxy.queries.summary().queries[0]).toMatchObject({ cancelled: false, status: null })
})

test('answers late and right when slow', async () => {
  await proxy.set({ kind: 'slow', delayMs: 200 })
  const startedAt = performance.now()
  expect(await (await ask()).text()).toBe(answerText)
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(190)
})

test('answers a page of HTML with 200', async () => {
  await proxy.set({ kind: 'html' })
  const response = await ask()
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html')
  expect(await response.text()).toContain('<!doctype html>')
})

test('breaks the connection in the middle of the body', async () => {
  await proxy.set({ kind: 'cut' })
  const response = await ask()
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow()
  expect(proxy.queries.summary().queries[0]).toMatchObject({ cancelled: false })
})

test.each([401, 500])('refuses with %i as something before Prometheus would', async (status) => {
  await proxy.set({ kind: 'refusing', status })
  const response = await ask()
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toContain('text/plain')
})

test('refuses with 422 in the words of Prometheus', async () => {
  await proxy.set({ kind: 'refusing', status: 422 })
  const response = await ask()
  expect(response.status).toBe(422)
  expect(await response.json()).toMatchObject({ status: 'error', errorType: 'execution' })
})

test('answers 502 when Prometheus itself is gone', async () => {
  await new Promise((resolve) => upstream.close(resolve))
  expect((await ask()).status).toBe(502)
})

test('counts questions by path and keeps their PromQL', async () => {
  await ask()
  await fetch(`${proxy.url}/api/v1/query_range?query=rate(up[1m])`)
  await fetch(`${proxy.url}/-/ready`)
  const { count, byPath, queries } = proxy.queries.summary()
  expect(count).toBe(3)
  expect(byPath).toEqual({ '/api/v1/query': 1, '/api/v1/query_range': 1, '/-/ready': 1 })
  expect(queries.map(({ query }) => query)).toEqual(['up{job="mesh"}', 'rate(up[1m])', null])
  expect(queries.map(({ status }) => status)).toEqual([200, 200, 200])
})

test('counts from zero after a reset', async () => {
  await ask()
  proxy.queries.reset()
  expect(proxy.queries.summary()).toMatchObject({ count: 0, byPath: {}, queries: [] })
})

test('notes a client that leaves and lets Prometheus know', async () => {
  holdAnswers = true
  const client = request(`${proxy.url}/api/v1/query?query=up`)
  client.on('error', () => {
    // Its own doing, below.
  })
  client.end()
  await vi.waitUntil(() => proxy.queries.summary().count === 1)
  client.destroy()
  await vi.waitUntil(() => proxy.queries.summary().queries[0]?.cancelled === true)
  await vi.waitUntil(() => upstreamCancelled)
})

test('asks Prometheus nothing for a client that left while it was slow', async () => {
  await proxy.set({ kind: 'slow', delayMs: 60_000 })
  let asked = 0
  upstream.on('request', () => {
    asked += 1
  })
  const leaving = new AbortController()
  const answer = ask(leaving.signal)
  await vi.waitUntil(() => proxy.queries.summary().count === 1)
  leaving.abort()
  await expect(answer).rejects.toThrow()
  await vi.waitUntil(() => proxy.queries.summary().queries[0]?.cancelled === true)
  expect(asked).toBe(0)
})
