import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { KubeResponse } from '../kubernetes/kube-fetch'
import { startWatchCache, type WatchCache } from '../kubernetes/watch-cache'
import { processState } from '../process-state'
import { countUpstream } from '../upstream-metrics'
import { healthResponse, readyResponse } from './health'
import { metricsResponse } from './metrics'

test('the process is healthy when it answers', async () => {
  expect(await healthResponse().json()).toEqual({ status: 'ok' })
})

test('it is ready although an upstream is down, which it tells', async () => {
  countUpstream('prometheus', 'unreachable', 0.01)
  const response = readyResponse()
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    status: 'ready',
    upstreams: {
      prometheus: { outcome: 'unreachable', at: expect.any(Number) },
      // Asking for readiness is no reason to begin to watch a cluster.
      kubernetes: null,
    },
  })
})

const anotherProcess = () =>
  Reflect.deleteProperty(globalThis, Symbol.for('binnacle.process-state'))

describe('while Kubernetes is listed for the first time', () => {
  let answer: (response: KubeResponse) => void
  let cache: WatchCache
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const listed = new Promise<KubeResponse>((resolve) => {
      answer = resolve
    })
    cache = startWatchCache({
      send: async () => listed,
      now: Date.now,
      pause: () => new Promise(() => {}),
      random: () => 0,
    })
    anotherProcess()
    processState('kubernetes-watch-cache', () => ({ cache }))
  })
  afterEach(() => {
    cache.close()
    vi.useRealTimers()
    anotherProcess()
  })

  test('it is not ready, and is once every kind was listed or could not be', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    expect(readyResponse().status).toBe(503)
    expect(await readyResponse().json()).toMatchObject({ status: 'starting' })
    answer({ status: 403, body: null, text: async () => '{}' })
    await cache.settled
    expect(readyResponse().status).toBe(200)
  })

  test('it waits ten seconds and not for ever', () => {
    vi.setSystemTime(Date.now() + 9_999)
    expect(readyResponse().status).toBe(503)
    vi.setSystemTime(Date.now() + 1)
    expect(readyResponse().status).toBe(200)
  })
})

test('a question that was taken back says nothing of the upstream', async () => {
  countUpstream('prometheus', 'ok', 0.01)
  countUpstream('prometheus', 'cancelled', 0.01)
  expect(await readyResponse().json()).toMatchObject({
    upstreams: { prometheus: { outcome: 'ok' } },
  })
})

test('metrics count requests to upstreams by outcome, beside those of the process', async () => {
  countUpstream('kubernetes', 'forbidden', 0.2)
  const text = await (await metricsResponse()).text()
  expect(text).toContain(
    'binnacle_upstream_request_duration_seconds_count{upstream="kubernetes",outcome="forbidden"} 1',
  )
  expect(text).toContain('binnacle_kubernetes_objects{kind="pods"} 0')
  expect(text).toContain('binnacle_flights 0')
  expect(text).toContain('process_resident_memory_bytes')
})
