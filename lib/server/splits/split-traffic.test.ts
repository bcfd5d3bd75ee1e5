import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type Asked,
  fakePrometheus,
  json,
  refusal,
  vector,
} from '../../prometheus/fake-prometheus.fixtures'
import { readSplitTraffic } from './split-traffic'

const world = vi.hoisted(() => ({ url: '' }))
vi.mock('../../env', () => ({ readEnv: () => ({ prometheusUrl: world.url }) }))

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => vi.restoreAllMocks())

const toReviews = {
  reporter: 'source',
  request_protocol: 'http',
  source_workload_namespace: 'default',
  source_workload: 'productpage-v1',
  destination_workload_namespace: 'default',
  destination_workload: 'reviews-v1',
  destination_service: 'reviews.default.svc.cluster.local',
  response_code: '200',
  response_flags: '-',
}
const kinds = [
  'istio_build',
  'istio_tcp_connections_opened_total',
  'istio_request_duration_milliseconds_bucket',
  'istio_requests_total',
] as const
const kindOf = ({ query }: Asked) =>
  kinds.find((kind) => query.includes(kind)) ?? 'istio_requests_total'

const answers: Record<(typeof kinds)[number], unknown> = {
  istio_build: vector([[{ fact: 'count' }, 20]]),
  istio_tcp_connections_opened_total: vector([
    [{ ...toReviews, request_protocol: 'tcp', quantity: 'connections' }, 1],
  ]),
  istio_request_duration_milliseconds_bucket: vector([[{ ...toReviews, le: '+Inf' }, 4]]),
  istio_requests_total: vector([[toReviews, 4]]),
}

const { signal } = new AbortController()
// Each test asks of a moment of its own: what was asked of another is remembered.
let at = 1_790_000_000_000

async function read(
  latencyOf: { namespace: string; name: string }[],
  down: readonly string[] = [],
) {
  await using store = await fakePrometheus((asked, response) => {
    const kind = kindOf(asked)
    const answer = down.includes(kind) ? json(422, refusal('execution')) : json(200, answers[kind])
    answer(asked, response)
  })
  world.url = store.url
  at += 3_600_000
  const reading = await readSplitTraffic(
    { at, namespaces: [], windowSeconds: 300, latencyOf },
    signal,
  )
  return { ...reading, asked: store.asked }
}

const services = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ namespace: 'default', name: `service-${index}` }))

describe('splits ask Prometheus', () => {
  test.each([1, 500])('four questions for %d services', async (count) => {
    const { asked, traffic, warnings } = await read(services(count))
    expect(asked.map(kindOf).sort()).toEqual([...kinds].sort())
    expect(traffic).toMatchObject({
      requests: [{ requestsPerSecond: 4 }],
      volumes: [{ perSecond: 1 }],
      windowSeconds: 300,
    })
    expect(warnings).toEqual([])
  })

  test('and leave latency out where nobody looks at it', async () => {
    const { asked, traffic } = await read([])
    expect([asked.length, traffic?.latency]).toEqual([3, null])
  })
})

describe('a question that fails', () => {
  test('about latency or TCP is missing from what is known', async () => {
    const { traffic, warnings } = await read(services(1), [
      'istio_request_duration_milliseconds_bucket',
      'istio_tcp_connections_opened_total',
    ])
    expect(traffic).toMatchObject({
      requests: [{ requestsPerSecond: 4 }],
      volumes: [],
      latency: null,
    })
    expect(warnings.map(({ code }) => code)).toEqual(['connections-missing', 'latency-missing'])
  })

  test('about requests leaves nothing observed, and one sentence says so', async () => {
    const { traffic, warnings } = await read(services(1), [...kinds])
    expect(traffic).toBeNull()
    expect(warnings).toMatchObject([
      { code: 'requests-missing', title: 'What was observed is missing' },
    ])
  })
})
