import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { graphReply, graphSearch } from '../../api/graph'
import { bookinfoFacts, noFacts } from '../../domain/service-graph/bookinfo.fixtures'
import type { Viewer } from '../../identity/viewer'
import {
  type Asked,
  fakePrometheus,
  json,
  refusal,
  vector,
} from '../../prometheus/fake-prometheus.fixtures'
import type { MeshFactsReading } from '../read-mesh-facts'
import { readServiceGraph } from './read-service-graph'

const world = vi.hoisted(() => ({
  url: '',
  facts: (): Promise<unknown> => Promise.reject(new Error('not set')),
}))
vi.mock('../../env', () => ({ readEnv: () => ({ prometheusUrl: world.url }) }))
vi.mock('../read-mesh-facts', () => ({
  knownMirrors: () => [],
  readMeshFacts: () => world.facts(),
}))

const toReviews = {
  reporter: 'source',
  request_protocol: 'http',
  source_cluster: 'Kubernetes',
  source_workload_namespace: 'default',
  source_workload: 'productpage-v1',
  source_canonical_service: 'productpage',
  source_canonical_revision: 'v1',
  destination_cluster: 'Kubernetes',
  destination_workload_namespace: 'default',
  destination_workload: 'reviews-v1',
  destination_canonical_service: 'reviews',
  destination_canonical_revision: 'v1',
  destination_service: 'reviews.default.svc.cluster.local',
  destination_service_name: 'reviews',
}

const kinds = {
  scrapes: 'istio_build',
  tcp: 'istio_tcp_sent_bytes_total',
  latency: 'istio_request_duration_milliseconds_bucket',
  mtls: 'connection_security_policy',
  requestsAtDestination: 'reporter="destination"',
} as const
type Kind = keyof typeof kinds | 'requests'

const kindOf = ({ query }: Asked): Kind =>
  (Object.keys(kinds) as (keyof typeof kinds)[]).find((kind) => query.includes(kinds[kind])) ??
  'requests'

const at = 1_790_000_000_000

const answers: Record<Kind, unknown> = {
  requests: vector([[{ ...toReviews, response_code: '200', response_flags: '-' }, 4]]),
  requestsAtDestination: vector([]),
  tcp: vector([[{ ...toReviews, request_protocol: 'tcp', quantity: 'sentBytes' }, 100]]),
  scrapes: vector([
    [{ fact: 'newest' }, (at - 3000) / 1000],
    [{ fact: 'count' }, 20],
  ]),
  latency: vector([
    [{ ...toReviews, le: '10' }, 4],
    [{ ...toReviews, le: '+Inf' }, 4],
  ]),
  mtls: vector([[{ ...toReviews, connection_security_policy: 'mutual_tls' }, 4]]),
}

type Wrong = Partial<Record<Kind, Parameters<typeof fakePrometheus>[0]>>

async function mesh(wrong: Wrong = {}) {
  const store = await fakePrometheus((asked, response) => {
    const kind = kindOf(asked)
    const answer = wrong[kind] ?? json(200, answers[kind])
    answer(asked, response)
  })
  world.url = store.url
  return store
}

const everyone: Viewer = {
  user: 'operator',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
const only = (...names: string[]): Viewer => ({
  ...everyone,
  sees: { kind: 'namespaces', names: new Set(names) },
})

const read = (search: Record<string, string> = {}, viewer = everyone) =>
  readServiceGraph(graphSearch.parse({ at: String(at), ...search }), {
    viewer,
    signal: new AbortController().signal,
  })

afterEach(() => vi.useRealTimers())
beforeEach(() => {
  world.facts = () => Promise.resolve({ facts: noFacts, warnings: [] } satisfies MeshFactsReading)
})

describe('the service graph', () => {
  test('is read from metrics and Kubernetes, and is what its contract says', async () => {
    await using _store = await mesh()
    world.facts = () => Promise.resolve({ facts: bookinfoFacts, warnings: [] })
    const reply = await read({ latency: 'true', mtls: 'true' })
    expect(graphReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply)
    const [http, tcp] = reply.data.edges
    expect(http).toMatchObject({
      source: 'workload/Kubernetes/default/productpage-v1',
      target: 'workload/Kubernetes/default/reviews-v1',
      traffic: { requestsPerSecond: 4, errorRatio: 0 },
      latencyMs: { p50: 5 },
      mtls: { mutualTls: 1 },
    })
    expect(tcp).toMatchObject({ protocol: 'tcp', traffic: { bytesPerSecond: { sent: 100 } } })
    expect(reply).toMatchObject({ observedAt: at - 3000, window: 300 })
  })

  test('asks four questions, six with latency and mTLS, whatever the namespaces', async () => {
    await using store = await mesh()
    await read()
    expect(store.asked).toHaveLength(4)
    await read({ latency: 'true', mtls: 'true', namespaces: 'a,b,c,d,e,f,g' })
    // Five more: when proxies were scraped is the same question, and was answered in this slot.
    expect(store.asked).toHaveLength(9)
  })

  test('what finds or hides by latency or mTLS has these to look at', async () => {
    await using store = await mesh()
    const found = async (find: string) => (await read({ find })).data.found
    expect(await found('p95>1ms')).toHaveLength(1)
    expect(await found('plaintext>0')).toEqual([])
    expect(await found('mtls>99%')).toHaveLength(1)
    expect((await read({ hide: 'p95>1ms' })).data.edges).toHaveLength(1)
    const kindsAsked = store.asked.map(kindOf)
    expect(kindsAsked.filter((kind) => kind === 'latency')).toHaveLength(1)
    expect(kindsAsked.filter((kind) => kind === 'mtls')).toHaveLength(1)
  })

  test('asked by many at once asks Prometheus once, for the same moment', async () => {
    await using store = await mesh()
    await Promise.all([read(), read({}, only('default')), read({ at: String(at + 4000) })])
    expect(store.asked).toHaveLength(4)
    expect(new Set(store.asked.map(({ time }) => time))).toEqual(new Set(['1790000000.000']))
  })

  test('never asks for the future', async () => {
    await using store = await mesh()
    await read({ at: '99999999999999' })
    expect(Number(store.asked[0]?.time) * 1000).toBeLessThanOrEqual(Date.now())
  })
})

describe('of the past', () => {
  const codes = async (search: Record<string, string>) =>
    (await read(search)).warnings.map(({ code }) => code)

  test.each([
    ['older than the window and five minutes', 301, '1m', ['facts-of-now']],
    ['within five minutes', 295, '1m', []],
    ['within the window', 3_500, '1h', []],
  ])('a moment %s: what Kubernetes says is of now', async (_, secondsAgo, window, expected) => {
    await using _store = await mesh()
    world.facts = () => Promise.resolve({ facts: bookinfoFacts, warnings: [] })
    vi.setSystemTime(at + secondsAgo * 1000)
    expect(await codes({ window })).toEqual(expected)
  })

  test('without Kubernetes there is nothing to warn of', async () => {
    await using _store = await mesh()
    vi.setSystemTime(at + 3_600_000)
    expect(await codes({})).toEqual([])
  })
})

describe('who may not see everything', () => {
  test('is shown one nameless end', async () => {
    await using _store = await mesh({
      requests: json(
        200,
        vector([[{ ...toReviews, source_workload_namespace: 'secret', response_code: '200' }, 4]]),
      ),
    })
    const { data } = await read({}, only('default'))
    expect(data.edges[0]?.source).toBe('hidden')
    expect(JSON.stringify(data)).not.toContain('secret')
  })

  test('gets nothing, and not everything, of namespaces that are all hidden', async () => {
    await using store = await mesh()
    const { data, warnings } = await read({ namespaces: 'secret' }, only('default'))
    expect(data).toMatchObject({ view: 'workload', nodes: [], edges: [] })
    expect(warnings).toEqual([])
    expect(store.asked).toEqual([])
  })

  test('asks for hidden namespaces in vain', async () => {
    await using store = await mesh()
    await read({ namespaces: 'default,secret' }, only('default'))
    expect(store.asked.some(({ query }) => query.includes('secret'))).toBe(false)
  })
})

describe('partial truth', () => {
  test.each([
    ['tcp', 'volumes-missing'],
    ['latency', 'latency-missing'],
    ['mtls', 'mtls-missing'],
    ['scrapes', 'scrapes-missing'],
  ] as const)('without %s there is a picture and a warning', async (kind, code) => {
    await using _store = await mesh({ [kind]: json(422, refusal('execution', 'too many')) })
    const reply = await read({ latency: 'true', mtls: 'true' })
    expect(reply.data.edges[0]?.traffic.requestsPerSecond).toBe(4)
    expect(reply.warnings.map((one) => one.code)).toContain(code)
    expect(JSON.stringify(reply.warnings)).not.toContain('too many')
  })

  test('what is not known of scrapes is not said to be missing', async () => {
    await using _store = await mesh({ scrapes: json(422, refusal('execution')) })
    const { warnings, observedAt } = await read()
    expect(warnings.map(({ code }) => code)).toEqual(['scrapes-missing'])
    expect(observedAt).toBe(at)
  })

  test('Kubernetes’ own warnings come along, and so do Prometheus’', async () => {
    await using _store = await mesh({
      requests: json(200, { ...vector([]), warnings: ['a store is away'] }),
    })
    const warning = { code: 'kubernetes-loading', title: 'Kubernetes has not answered yet' }
    world.facts = () => Promise.resolve({ facts: noFacts, warnings: [warning] })
    expect((await read()).warnings).toEqual([
      { code: 'prometheus-warning', title: 'Prometheus warns', detail: 'a store is away' },
      warning,
    ])
  })

  test.each(['requests', 'requestsAtDestination'] as const)(
    'without %s there is none, and the other questions are taken back',
    async (kind) => {
      let leave: (value: unknown) => void = () => {}
      const closed = new Promise((resolve) => {
        leave = resolve
      })
      await using _store = await mesh({
        [kind]: json(503, refusal('timeout')),
        latency: (_asked, response) => response.on('close', leave),
      })
      const failed = read({ latency: 'true' })
      await expect(failed).rejects.toMatchObject({ upstream: 'prometheus', failure: 'timeout' })
      await closed
    },
  )
})
