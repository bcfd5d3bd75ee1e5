import { expect, test } from 'vitest'
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
