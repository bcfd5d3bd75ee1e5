import { beforeEach, describe, expect, test, vi } from 'vitest'
import { seriesReply, seriesSearch } from '../../api/series'
import { bookinfoFacts } from '../../domain/service-graph/bookinfo.fixtures'
import type { Viewer } from '../../identity/viewer'
import {
  type Asked,
  fakePrometheus,
  json,
  matrix,
  vector,
} from '../../prometheus/fake-prometheus.fixtures'
import { parseQuery } from '../query'
import { readSeries } from './read-series'

const world = vi.hoisted(() => ({ url: '', facts: {} as unknown }))
vi.mock('../../env', () => ({ readEnv: () => ({ prometheusUrl: world.url }) }))
vi.mock('../read-mesh-facts', () => ({
  readMeshFacts: () => Promise.resolve({ facts: world.facts, warnings: [] }),
}))

const at = 1_790_000_000
const everyone: Viewer = {
  user: 'operator',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
const productpage = 'workload/Kubernetes/default/productpage-v1'
const edge = `${productpage}>workload/Kubernetes/default/reviews-v1>http`

const answer = ({ query }: Asked): unknown => {
  if (query.includes('istio_build')) return vector([[{ fact: 'count' }, 20]])
  if (query.startsWith('histogram_quantile')) return matrix([[{}, [[at, '25']]]])
  if (query.includes('istio_tcp')) return matrix([[{ way: 'sent' }, [[at, '100']]]])
  return matrix([
    [
      { response_code: '200', response_flags: '-' },
      [
        [at - 30, '8'],
        [at, '9'],
      ],
    ],
    [{ response_code: '503', response_flags: 'UF' }, [[at, '1']]],
    [{ response_code: '0', response_flags: 'DC' }, [[at, '2']]],
  ])
}

const mesh = async () => {
  const store = await fakePrometheus((asked, response) => json(200, answer(asked))(asked, response))
  world.url = store.url
  return store
}

const read = (search: Record<string, string>, viewer = everyone) =>
  readSeries(seriesSearch.parse({ at: String(at * 1000), window: '1m', ...search }), {
    viewer,
    signal: new AbortController().signal,
  })

beforeEach(() => {
  world.facts = bookinfoFacts
})

describe('an edge over time', () => {
  test('has a point for each moment, and gaps where nothing was scraped', async () => {
    await using _store = await mesh()
    const reply = await read({ edge, latency: 'true' })
    expect(seriesReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply)
    const { step, times, requestsPerSecond, errorsPerSecond, p95Ms, bytesPerSecond } = reply.data
    expect(step).toBe(5)
    expect(times).toHaveLength(13)
    expect(times.at(-1)).toBe(at * 1000)
    expect(requestsPerSecond?.slice(-8)).toEqual([null, 8, null, null, null, null, null, 12])
    expect(errorsPerSecond?.slice(-8)).toEqual([null, 0, null, null, null, null, null, 1])
    expect(p95Ms?.at(-1)).toBe(25)
    expect(bytesPerSecond).toBeNull()
  })

  test('of TCP has bytes and no requests', async () => {
    await using _store = await mesh()
    const { data } = await read({ edge: edge.replace(/http$/, 'tcp') })
    expect(data.requestsPerSecond).toBeNull()
    expect(data.bytesPerSecond?.sent.at(-1)).toBe(100)
    expect(data.bytesPerSecond?.received.at(-1)).toBeNull()
  })

  test.each(['1m', '5m', '1h', '24h', '7d'])(
    'of %s has no more points than are seen',
    async (window) => {
      await using _store = await mesh()
      const { times } = (await read({ edge, window })).data
      expect(times.length).toBeGreaterThan(10)
      expect(times.length).toBeLessThanOrEqual(120)
    },
  )

  test('is asked once for all who look at it', async () => {
    await using store = await mesh()
    await Promise.all([read({ edge }), read({ edge })])
    expect(store.asked).toHaveLength(2)
  })
})

describe('who may not see', () => {
  const blind: Viewer = { ...everyone, sees: { kind: 'namespaces', names: new Set(['shop']) } }

  test.each([{ edge }, { node: productpage }, { node: 'namespace/-/default' }])(
    'an end of it gets no series: %j',
    async (search) => {
      await using store = await mesh()
      expect((await read(search, blind)).data.requestsPerSecond).toBeNull()
      expect(store.asked.filter(({ path }) => path.includes('range'))).toEqual([])
    },
  )

  test('a host that names a hidden namespace gets no series', async () => {
    await using _store = await mesh()
    const viewer: Viewer = { ...blind, sees: { kind: 'namespaces', names: new Set(['default']) } }
    const hidden = `${productpage}>serviceEntry/vault.bank.svc.cluster.local>http`
    expect((await read({ edge: hidden }, viewer)).data.requestsPerSecond).toBeNull()
  })

  test('the outside from where it is called gets the series', async () => {
    await using _store = await mesh()
    const viewer: Viewer = { ...blind, sees: { kind: 'namespaces', names: new Set(['default']) } }
    const outward = `${productpage}>serviceEntry/example.org>http`
    expect((await read({ edge: outward }, viewer)).data.requestsPerSecond).not.toBeNull()
  })
})

describe('a question that is not one', () => {
  test.each([
    ['neither edge nor node', ''],
    ['both', `edge=${encodeURIComponent(edge)}&node=hidden`],
    ['an edge that never was', 'edge=reviews'],
    ['a node that never was', 'node=reviews'],
    ['half an edge', `edge=${encodeURIComponent(productpage)}`],
  ])('%s is refused, with the field named', (_, query) => {
    const parsed = parseQuery(seriesSearch, new URLSearchParams(query))
    expect(parsed).toMatchObject({
      kind: 'refused',
      detail: expect.stringMatching(/^(edge|node): /),
    })
  })
})
