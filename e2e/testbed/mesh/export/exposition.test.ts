import { expect, test } from 'vitest'
import { pod } from '../fixtures'
import { newIstiod } from '../simulation/istiod'
import { newPodProxy, requestSeries } from '../simulation/pod-proxy'
import { meshPod } from '../world/mesh-pod'
import { buildWorld } from '../world/world'
import { exposition } from './exposition'

const proxy = () => newPodProxy(meshPod(pod('reviews-v1')))

test('writes one group a metric, cumulative buckets and empty labels as proxies do', () => {
  const counters = proxy()
  const series = requestSeries(counters, { reporter: 'source', grpc_response_status: '' }, 'all')
  series.requests = 3
  series.histograms?.duration.counts.set([0, 1, 2])
  const lines = exposition(counters).split('\n')
  expect(lines.filter((line) => line.startsWith('#'))).toEqual([
    '# TYPE istio_build gauge',
    '# TYPE istio_requests_total counter',
    '# TYPE istio_request_duration_milliseconds histogram',
    '# TYPE istio_request_bytes histogram',
    '# TYPE istio_response_bytes histogram',
  ])
  const labels = 'reporter="source",grpc_response_status=""'
  expect(lines).toContain(`istio_requests_total{${labels}} 3`)
  expect(lines).toContain(`istio_request_duration_milliseconds_bucket{${labels},le="1"} 1`)
  expect(lines).toContain(`istio_request_duration_milliseconds_bucket{${labels},le="5"} 3`)
  expect(lines).toContain(`istio_request_duration_milliseconds_bucket{${labels},le="+Inf"} 3`)
  expect(lines.at(-1)).toBe('')
})

test('a histogram without labels has only its bounds: with a comma before them nothing is scraped', () => {
  const istiod = newIstiod(() => 0.5, 0)
  istiod.push(buildWorld([pod('reviews-v1')]))
  const text = exposition(newPodProxy(meshPod(pod('istiod')), istiod))
  expect(text).toMatch(/^pilot_proxy_convergence_time_bucket\{le="0.1"\} \d+$/m)
  expect(text).toMatch(/^pilot_proxy_convergence_time_count \d+$/m)
  expect(text).not.toMatch(/\{,|\{\}/)
})

test('a label set shows from its first request on', () => {
  const counters = proxy()
  requestSeries(counters, { reporter: 'source' }, 'all')
  expect(exposition(counters)).not.toContain('istio_requests_total')
})

test('escapes what would break a line', () => {
  const counters = proxy()
  const hostile = 'a"b\\c\nd'
  requestSeries(counters, { destination_service: hostile }, 'requests').requests = 1
  expect(exposition(counters)).toContain(
    'istio_requests_total{destination_service="a\\"b\\\\c\\nd"} 1\n',
  )
})
