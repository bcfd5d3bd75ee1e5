import { afterEach, describe, expect, test, vi } from 'vitest'
import { fetchJson, ProblemError } from './fetch-json'

const never = new AbortController().signal

const answer = (body: string, init: ResponseInit) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, init)))

afterEach(() => vi.unstubAllGlobals())

describe('an answer that is no success becomes a problem in words', () => {
  test('keeps the words of our own API', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Prometheus did not answer in time',
      status: 504,
      detail: 'It was given 10 s.',
      requestId: 'r1',
    }
    answer(JSON.stringify(problem), { status: 504 })
    const failed = fetchJson('/api/v1/graph', never)
    await expect(failed).rejects.toMatchObject({ name: 'ProblemError', problem })
  })

  test('knows only the status of a page that a proxy sent', async () => {
    answer('<html>Bad gateway</html>', { status: 502 })
    await expect(fetchJson('/api/v1/graph', never)).rejects.toThrow('answered 502')
  })

  test('says so when the server is gone', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    const failed = fetchJson('/api/v1/graph', never)
    await expect(failed).rejects.toBeInstanceOf(ProblemError)
    await expect(failed).rejects.toThrow('cannot be reached')
  })

  test('lets a cancelled question be what it is', async () => {
    const cancelled = AbortSignal.abort()
    vi.stubGlobal('fetch', () => Promise.reject(cancelled.reason))
    await expect(fetchJson('/api/v1/graph', cancelled)).rejects.toBe(cancelled.reason)
  })
})
