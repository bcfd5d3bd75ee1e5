import { beforeEach, describe, expect, test, vi } from 'vitest'
import { explainReply, explainSearch } from '../../api/explain'
import {
  bookinfoFacts,
  details,
  noFacts,
  workloadFacts,
} from '../../domain/service-graph/bookinfo.fixtures'
import type { MeshFacts } from '../../domain/service-graph/mesh-facts'
import type { Viewer } from '../../identity/viewer'
import {
  fakePrometheus,
  json,
  refusal,
  text,
  vector,
} from '../../prometheus/fake-prometheus.fixtures'
import { readExplain } from './read-explain'

const world = vi.hoisted(() => ({ url: '', matchers: null as string | null, facts: {} as unknown }))
vi.mock('../../env', () => ({
  readEnv: () => ({ prometheusUrl: world.url, prometheusMatchers: world.matchers }),
}))
vi.mock('../read-mesh-facts', () => ({
  readMeshFacts: async () => ({ facts: world.facts, warnings: [] }),
}))

let at = 1_790_000_000_000
const seconds = () => at / 1000

type Facts = Partial<
  Record<
    'newest' | 'count' | 'twice' | 'lastScrape' | 'anywhere' | 'here' | 'requests' | 'tcp',
    number
  >
>

/** All is well, but for what a test says otherwise; `undefined` is no series at all. */
const answers = (facts: Facts = {}) => {
  const all = {
    newest: seconds() - 5,
    count: 20,
    lastScrape: seconds() - 5,
    anywhere: 9,
    here: 9,
    requests: 4,
    tcp: 1,
    ...facts,
  }
  return json(
    200,
    vector(
      Object.entries(all).flatMap(([fact, value]) =>
        value === undefined ? [] : [[{ fact }, value] as [Record<string, string>, number]],
      ),
    ),
  )
}

const everyone: Viewer = {
  user: 'operator',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}

const read = (search: Record<string, string> = {}, viewer = everyone) =>
  readExplain(explainSearch.parse({ at: String(at), ...search }), {
    viewer,
    signal: new AbortController().signal,
  })

async function codes(facts: Facts, search: Record<string, string> = {}) {
  await using store = await fakePrometheus(answers(facts))
  world.url = store.url
  return (await read(search)).data.map(({ code }) => code)
}

const none = undefined as unknown as number

/** Too long ago for a question about now to see it. */
const lastScraped = (secondsAgo: number): Facts => ({
  ...{ newest: none, count: none, anywhere: none, here: none },
  lastScrape: seconds() - secondsAgo,
})

beforeEach(() => {
  // A moment of its own each: answers of one are shared for a while.
  at += 600_000
  world.facts = noFacts
  world.matchers = null
})

describe('what the metrics tell', () => {
  test.each([
    ['all is well', {}, {}, []],
    [
      'no Istio at all',
      {
        newest: none,
        count: none,
        lastScrape: none,
        anywhere: none,
        here: none,
        requests: none,
        tcp: none,
      },
      {},
      ['no-istio-metrics'],
    ],
    [
      'only older metrics',
      () => ({ ...lastScraped(720), requests: none, tcp: none }),
      {},
      ['only-older'],
    ],
    [
      'scrapes that are older than the window, if not by much',
      () => ({ newest: seconds() - 90, requests: none, tcp: none }),
      { window: '1m' },
      ['only-older'],
    ],
    ['a newest scrape that is late', () => ({ newest: seconds() - 90 }), {}, ['scrapes-late']],
    [
      'late scrapes, of which nothing is left to see now',
      () => ({ ...lastScraped(90), newest: seconds() - 90, requests: none, tcp: none }),
      {},
      ['scrapes-late'],
    ],
    [
      'a scrape that has just failed, of what was called before',
      () => ({ anywhere: none, here: none }),
      {},
      [],
    ],
    [
      'a newest scrape that is long ago, within a long window',
      () => lastScraped(720),
      { window: '1h' },
      ['scrapes-late'],
    ],
    [
      'none of these namespaces',
      { here: none, requests: none, tcp: none },
      { namespaces: 'shop' },
      ['not-these-namespaces'],
    ],
    [
      'proxies without a call yet',
      { anywhere: none, here: none, requests: none, tcp: none },
      {},
      ['no-traffic-metrics'],
    ],
    ['only TCP', { requests: none }, {}, ['only-tcp']],
    ['no traffic', { requests: none, tcp: none }, {}, ['no-traffic']],
    ['a proxy scraped twice', { twice: 3 }, {}, ['scraped-twice']],
    ['a window of less than two scrapes', { count: 5 }, { window: '1m' }, ['window-widened']],
    [
      'several at once, the worst first',
      { twice: 3, requests: none, tcp: none },
      {},
      ['scraped-twice', 'no-traffic'],
    ],
  ] as const)('%s', async (_, facts, search, expected) => {
    expect(await codes(typeof facts === 'function' ? facts() : facts, search)).toEqual(expected)
  })

  test('says how old the newest scrape is', async () => {
    await using store = await fakePrometheus(answers(lastScraped(720)))
    world.url = store.url
    const { data } = await read()
    expect(data[0]?.title).toMatch(/12.min/)
  })

  test('with fixed matchers the matchers are named', async () => {
    world.matchers = 'cluster="east"'
    await using store = await fakePrometheus(
      answers({ newest: none, count: none, lastScrape: none, anywhere: none, here: none }),
    )
    world.url = store.url
    const reply = await read()
    expect(reply.data).toMatchObject([
      { code: 'filtered-by-matchers', detail: expect.stringContaining('cluster="east"') },
    ])
    expect(store.asked.every(({ query }) => query.includes('{cluster="east"'))).toBe(true)
  })

  test('every explanation has a sentence and the PromQL behind it, as its contract says', async () => {
    await using store = await fakePrometheus(answers({ twice: 1, requests: none, tcp: none }))
    world.url = store.url
    const reply = await read({ namespaces: 'default' })
    expect(explainReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply)
    for (const { promql, title, detail } of reply.data) {
      expect(promql).toContain('istio_')
      expect(title && detail).not.toBe('')
    }
  })
})

describe('a store that does not answer', () => {
  test.each([
    ['refuses us', json(401, refusal('unauthorized')), 'prometheus-unauthorized'],
    ['forbids it', json(403, refusal('forbidden')), 'prometheus-forbidden'],
    ['misses its tenant', text(401, 'no org id'), 'prometheus-tenant'],
    ['is not there', text(404, 'not found'), 'prometheus-not-found'],
    ['answers a page', text(200, '<!doctype html>'), 'prometheus-malformed'],
    ['refuses the question', json(422, refusal('execution')), 'prometheus-rejected'],
    ['lets no more questions in', text(429, 'slow down'), 'prometheus-busy'],
    ['fails', text(500, 'panic'), 'prometheus-broken'],
    ['takes too long', json(503, refusal('timeout')), 'prometheus-timeout'],
    ['is down behind its gateway', text(502, 'bad gateway'), 'prometheus-unreachable'],
  ])('because it %s', async (_, answer, code) => {
    await using store = await fakePrometheus(answer)
    world.url = store.url
    const { data } = await read()
    expect(data).toMatchObject([{ code, severity: 'error' }])
    expect(JSON.stringify(data)).not.toContain('because')
  })

  test('because nothing listens there', async () => {
    const gone = await fakePrometheus(answers())
    await gone[Symbol.asyncDispose]()
    world.url = gone.url
    expect((await read()).data).toMatchObject([{ code: 'prometheus-refused' }])
  })

  test('because its name is not known', async () => {
    world.url = 'http://prometheus.invalid:9090'
    expect((await read()).data).toMatchObject([{ code: 'prometheus-dns' }])
  })

  test('because it does not speak TLS, or not so that we trust it', async () => {
    await using store = await fakePrometheus(answers())
    world.url = store.url.replace('http:', 'https:')
    expect((await read()).data).toMatchObject([{ code: 'prometheus-tls' }])
  })
})

describe('what Kubernetes tells', () => {
  const facts = (...workloads: MeshFacts['workloads']): MeshFacts => ({
    ...bookinfoFacts,
    workloads,
  })
  const found = async (there: MeshFacts, search: Record<string, string> = {}) => {
    await using store = await fakePrometheus(answers())
    world.url = store.url
    world.facts = there
    return (await read(search)).data
  }

  test('a namespace that is not in the mesh', async () => {
    const outside = workloadFacts(details, { inMesh: false, dataPlaneMode: 'none' })
    expect(await found(facts(outside), { namespaces: 'default' })).toMatchObject([
      { code: 'namespace-not-in-mesh', evidence: [{ kind: 'Namespace', name: 'default' }] },
    ])
  })

  test('a namespace with nothing in it', async () => {
    expect(await found(facts(), { namespaces: 'nowhere' })).toMatchObject([
      { code: 'namespace-empty' },
    ])
  })

  test('pods from before injection was enabled', async () => {
    const old = workloadFacts(details, { dataPlaneMode: 'none', expectedMode: 'sidecar' })
    expect(await found(facts(old))).toMatchObject([
      {
        code: 'restart-needed',
        evidence: [{ kind: 'Workload', namespace: 'default', name: 'details-v1' }],
      },
    ])
  })

  test('nothing while it has not told everything', async () => {
    expect(await found({ ...facts(), complete: false }, { namespaces: 'nowhere' })).toEqual([])
  })
})

describe('who may not see everything', () => {
  const only = (...names: string[]): Viewer => ({
    ...everyone,
    sees: { kind: 'namespaces', names: new Set(names) },
  })

  test('is told so, and nothing is asked', async () => {
    await using store = await fakePrometheus(answers())
    world.url = store.url
    const { data } = await read({ namespaces: 'secret' }, only('default'))
    expect(data).toMatchObject([{ code: 'hidden-by-permissions' }])
    expect(JSON.stringify(data)).not.toContain('secret')
    expect(store.asked).toEqual([])
  })

  test('of all namespaces is answered about those that they see', async () => {
    await using store = await fakePrometheus(answers({ requests: none, tcp: none }))
    world.url = store.url
    const { data } = await read({}, only('default'))
    expect(data).toMatchObject([{ code: 'no-traffic', promql: expect.stringContaining('default') }])
  })
})
