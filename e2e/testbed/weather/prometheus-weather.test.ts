import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type PrometheusProxy, startPrometheusProxy } from './prometheus-weather'

const emptyAnswer = JSON.stringify({
  status: 'success',
  data: { resultType: 'vector', result: [] },
})

const fullAnswer = {
  status: 'success',
  data: {
    resultType: 'vector',
    result: [
      {
        metric: {
          destination_workload: 'reviews-v1',
          destination_service: 'reviews.default.svc.cluster.local',
          destination_workload_namespace: 'default',
          source_workload: 'unknown',
        },
        value: [1, '2'],
      },
    ],
  },
}

let upstream: Server
let upstreamCancelled: boolean
let holdAnswers: boolean
let answerText: string
let asked: string
let proxy: PrometheusProxy

beforeEach(async () => {
  upstreamCancelled = false
  holdAnswers = false
  answerText = emptyAnswer
  asked = ''
  upstream = createServer((incoming, response) => {
    asked += incoming.url
    incoming.on('data', (part: Buffer) => {
      asked += part.toString('utf8')
    })
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

test('answers JSON of something else', async () => {
  await proxy.set({ kind: 'nonsense' })
  const response = await ask()
  expect(response.status).toBe(200)
  expect(await response.json()).not.toHaveProperty('data.result')
})

describe('a store that wants to know who asks', () => {
  const asTenant = (headers: Record<string, string>) =>
    fetch(`${proxy.url}/api/v1/query?query=up`, { headers })

  test('refuses a question without a tenant, and takes any tenant', async () => {
    await proxy.set({ kind: 'requiring', header: 'x-scope-orgid', status: 401 })
    const refused = await asTenant({})
    expect(refused.status).toBe(401)
    expect(await refused.text()).toBe('no org id\n')
    expect((await asTenant({ 'X-Scope-OrgID': 'harbour' })).status).toBe(200)
  })

  test('refuses every token but its own', async () => {
    const value = 'Bearer right'
    await proxy.set({ kind: 'requiring', header: 'authorization', value, status: 403 })
    expect((await asTenant({ authorization: 'Bearer wrong' })).status).toBe(403)
    expect((await asTenant({ authorization: value })).status).toBe(200)
  })
})

describe('a store that has never heard of Istio', () => {
  const get = async (path: string) => (await fetch(proxy.url + path)).json()

  beforeEach(() => proxy.set({ kind: 'without-istio' }))

  test.each([
    ['/api/v1/query?query=istio_requests_total', { resultType: 'vector', result: [] }],
    ['/api/v1/query_range?query=istio_requests_total', { resultType: 'matrix', result: [] }],
    ['/api/v1/series?match[]=istio_requests_total', []],
  ])('has nothing for %s', async (path, data) => {
    answerText = JSON.stringify(fullAnswer)
    expect(await get(path)).toEqual({ status: 'success', data })
  })

  test('answers other questions', async () => {
    answerText = JSON.stringify(fullAnswer)
    expect(await get('/api/v1/query?query=up')).toEqual(fullAnswer)
  })

  test('knows other names', async () => {
    answerText = JSON.stringify({ status: 'success', data: ['istio_requests_total', 'up'] })
    expect(await get('/api/v1/label/__name__/values')).toEqual({ status: 'success', data: ['up'] })
  })
})

describe('a store that has counted no call', () => {
  const query = 'sum(istio_requests_total) or istio_tcp_sent_bytes_total or istio_build'
  const form = new URLSearchParams({ query })

  test.each([
    ['in an address', () => fetch(`${proxy.url}/api/v1/query?${form}`)],
    ['in a form', () => fetch(`${proxy.url}/api/v1/query`, { method: 'POST', body: form })],
  ])('is asked for counters that nobody has, and for all else, %s', async (_, fetched) => {
    await proxy.set({ kind: 'without-calls' })
    expect((await fetched()).status).toBe(200)
    expect(asked).toContain('istio_build')
    expect(asked).toContain('requests_total')
    expect(asked).not.toMatch(/istio_(requests|tcp)_/)
  })
})

test('answers with every series in copies under names of their own when huge', async () => {
  answerText = JSON.stringify(fullAnswer)
  await proxy.set({ kind: 'huge', copies: 3 })
  const { data } = (await (await ask()).json()) as typeof fullAnswer
  expect(data.result.map(({ metric }) => metric)).toEqual(
    [0, 1, 2].map((copy) => ({
      destination_workload: `reviews-v1-${copy}`,
      destination_service: `reviews-${copy}.default.svc.cluster.local`,
      destination_workload_namespace: 'default',
      source_workload: 'unknown',
    })),
  )
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
