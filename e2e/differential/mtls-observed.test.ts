import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { graphSearch } from '../../lib/api/graph'
import { mtlsSearch } from '../../lib/api/mtls'
import { candidateFinder } from '../../lib/domain/mtls/candidates'
import { facts, rulesOf } from '../../lib/domain/mtls/facts.fixtures'
import type { Viewer } from '../../lib/identity/viewer'
import { readServiceGraph } from '../../lib/server/graph/read-service-graph'
import { readMtls } from '../../lib/server/mtls/read-mtls'
import type { WrittenSeries } from '../testbed/prometheus/write-request'
import { type LonePrometheus, startLonePrometheus } from './lone-prometheus'
import { nobody, peer, type Report, type Rising, requests, scrapedUntil } from './proxy-reports'

/** The product's own questions about mutual TLS, asked of a real Prometheus. */

const store = vi.hoisted(() => ({ url: '', mesh: (): unknown => null }))
vi.mock('../../lib/env', () => ({ readEnv: () => ({ prometheusUrl: store.url }) }))
vi.mock('../../lib/server/mtls/read-mtls-facts', () => ({
  readMtlsFacts: () => Promise.resolve(store.mesh()),
}))
vi.mock('../../lib/server/read-mesh-facts', async () => {
  const { noFacts } = await import('../../lib/domain/service-graph/bookinfo.fixtures')
  return {
    knownMirrors: () => [],
    readMeshFacts: () => Promise.resolve({ facts: noFacts, warnings: [] }),
  }
})

let prometheus: LonePrometheus

beforeAll(async () => {
  const all = facts()
  store.mesh = () => ({
    facts: all,
    rules: rulesOf(all),
    candidatesOf: candidateFinder(all),
    warnings: [],
  })
  prometheus = await startLonePrometheus()
  store.url = prometheus.url
})

afterAll(() => prometheus?.stop())

const minute = 60_000
const hour = 60 * minute
/** The look-back of these tests is one hour, by steps of a minute. */
const at = Math.floor(Date.now() / minute) * minute - 10 * minute

const viewer: Viewer = {
  user: 'operator',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
const context = () => ({ viewer, signal: new AbortController().signal })

/** A counter as it is scraped once a minute. */
const scraped = (
  { name, labels }: Rising,
  from: number,
  valueAt: (time: number) => number,
): WrittenSeries => {
  const times = Array.from(
    { length: Math.floor((at - from) / minute) + 1 },
    (_, one) => from + one * minute,
  )
  return { labels: { __name__: name, ...labels }, times, values: times.map(valueAt) }
}

const plaintextTo = (namespace: string, more: Partial<Report> = {}) =>
  requests(
    {
      reporter: 'destination',
      from: nobody,
      to: peer('stock', namespace),
      labels: { connection_security_policy: 'none' },
      ...more,
    },
    0,
  )

async function observedIn(namespace: string) {
  const search = { at: String(at), namespaces: namespace, lookBack: '1h' }
  const { data, warnings } = await readMtls(mtlsSearch.parse(search), context())
  // The store scrapes no proxy, and that is said; nothing else is missing.
  expect(warnings.map(({ code }) => code)).toEqual(['stale'])
  return data.find((one) => one.namespace === namespace)?.observed
}

const callersOf = async (namespace: string) => (await observedIn(namespace))?.plaintextClients ?? []

describe('within the look-back', () => {
  test('one request that was made before the first scrape of its series is found', async () => {
    const born = at - 30 * minute
    await prometheus.write([scraped(plaintextTo('born'), born, () => 1)])
    const [caller] = await callersOf('born')
    expect(caller).toMatchObject({ source: 'unknown', count: 1, requestsPerSecond: null })
    expect(caller?.lastSeenAt).toBeGreaterThanOrEqual(born)
    expect(caller?.lastSeenAt).toBeLessThanOrEqual(born + minute)
  })

  test('what was there before and has not grown is not counted', async () => {
    await prometheus.write([scraped(plaintextTo('old'), at - 3 * hour, () => 500)])
    expect(await callersOf('old')).toEqual([])
  })

  describe('what comes back after nothing was scraped for a while and has not grown is not counted', () => {
    const backAgain = (rising: Rising): WrittenSeries => {
      const { labels, times, values } = scraped(rising, at - 3 * hour, () => 500)
      const isLost = (time: number) => time > at - 40 * minute && time < at - 20 * minute
      const kept = times.filter((time) => !isLost(time))
      return { labels, times: kept, values: values.slice(0, kept.length) }
    }

    test('as a caller without TLS', async () => {
      await prometheus.write([backAgain(plaintextTo('back'))])
      expect(await callersOf('back')).toEqual([])
    })

    test('as a caller that is refused', async () => {
      const from = (app: string): Rising => {
        const [source, to] = [peer(app, 'back-refused'), peer('stock', 'back-refused')]
        const labels = { response_code: '503', response_flags: 'UC' }
        return requests({ reporter: 'source', from: source, to, labels }, 0)
      }
      await prometheus.write([
        backAgain(from('cart')),
        scraped(from('web'), at - 30 * minute, () => 1),
      ])
      expect((await observedIn('back-refused'))?.refused).toMatchObject([
        { source: 'back-refused/web-v1', count: 1 },
      ])
    })
  })

  test.each([
    ['on the minute', 0],
    ['between minutes', 17_000],
  ])(
    'of what was there before only the growth is, up to when it ended, scraped %s',
    async (name, late) => {
      const namespace = name.replaceAll(' ', '-')
      const ended = at - 20 * minute
      const value = (time: number) =>
        500 + Math.max(0, Math.min(time, ended) - (at - hour)) / minute
      await prometheus.write([scraped(plaintextTo(namespace), at - 3 * hour - late, value)])
      const [caller] = await callersOf(namespace)
      expect(caller?.count).toBeCloseTo(40, -1)
      expect(caller?.lastSeenAt).toBeGreaterThan(ended - 2 * minute)
      expect(caller?.lastSeenAt).toBeLessThanOrEqual(ended + 2 * minute)
    },
  )

  test('a series that was born and whose proxy has restarted counts both lives', async () => {
    const [born, restarted] = [at - 40 * minute, at - 20 * minute]
    const value = (time: number) => (time - (time < restarted ? born : restarted)) / minute + 10
    await prometheus.write([scraped(plaintextTo('reborn'), born, value)])
    const [caller] = await callersOf('reborn')
    expect(caller?.count).toBeGreaterThanOrEqual(30)
  })
})

test('the graph’s locks and this list say the same of a namespace', async () => {
  const to = peer('stock', 'shared')
  const from = peer('cart', 'shared')
  const report = { reporter: 'destination', from, to } as const
  await prometheus.write(
    scrapedUntil(at, [
      requests(report, 3),
      requests({ ...report, labels: { connection_security_policy: 'none' } }, 1),
    ]),
  )
  const search = { at: String(at), namespaces: 'shared' }
  const [graph, list] = await Promise.all([
    readServiceGraph(graphSearch.parse({ ...search, mtls: 'true' }), context()),
    readMtls(mtlsSearch.parse(search), context()),
  ])
  const { edges } = graph.data
  expect(edges).toHaveLength(1)
  expect(list.data[0]?.observed.requests).toEqual(edges[0]?.mtls)
})
