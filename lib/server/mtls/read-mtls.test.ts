import { afterEach, describe, expect, test, vi } from 'vitest'
import { mtlsNamespaceReply, mtlsNamespaceSearch, mtlsReply, mtlsSearch } from '../../api/mtls'
import { candidateFinder } from '../../domain/mtls/candidates'
import { facts, knownPods, rulesOf } from '../../domain/mtls/facts.fixtures'
import { peerAuthentication } from '../../domain/mtls/mesh.fixtures'
import { readableWhere } from '../../domain/readable'
import type { Viewer } from '../../identity/viewer'
import {
  type Asked,
  fakePrometheus,
  json,
  refusal,
  vector,
} from '../../prometheus/fake-prometheus.fixtures'
import { readMtls } from './read-mtls'
import { readMtlsNamespace } from './read-mtls-namespace'

const world = vi.hoisted(() => ({
  url: '',
  facts: (): Promise<unknown> => Promise.reject(new Error('not set')),
}))
vi.mock('../../env', () => ({ readEnv: () => ({ prometheusUrl: world.url }) }))
vi.mock('./read-mtls-facts', () => ({ readMtlsFacts: () => world.facts() }))
vi.mock('./mtls-history', () => ({ mtlsHistory: () => [] }))

const pair = {
  destination_workload_namespace: 'default',
  destination_workload: 'reviews',
  destination_service: 'reviews.default.svc.cluster.local',
  source_workload_namespace: 'unknown',
  source_workload: 'unknown',
  connection_security_policy: 'none',
  of: 'pair',
  counted: 'requests',
}
const ofNamespace = (namespace: string, policy: string) => ({
  of: 'namespace',
  counted: 'requests',
  destination_workload_namespace: namespace,
  connection_security_policy: policy,
})

const answers = {
  before: vector([
    [{ ...pair, fact: 'count' }, 1],
    [{ ...pair, fact: 'lastSeen' }, 1_790_000_000],
  ]),
  age: vector([[{ ...ofNamespace('default', ''), counted: 'requests' }, 1_790_000_100]]),

  now: vector([
    [ofNamespace('default', 'mutual_tls'), 3],
    [ofNamespace('default', 'none'), 1],
    [ofNamespace('secret', 'mutual_tls'), 1],
    [{ ...pair, source_workload_namespace: 'secret', source_workload: 'spy' }, 1],
  ]),
}
type Part = keyof typeof answers | 'scrapes'

/** Every 15 s, lately. */
const answerOf = (part: Part) =>
  part === 'scrapes'
    ? vector([
        [{ fact: 'newest' }, moment / 1000 - 5],
        [{ fact: 'count' }, 20],
      ])
    : answers[part]

const partOf = ({ query }: Asked): Part => {
  if (query.includes('istio_build')) return 'scrapes'
  if (query.includes('time()')) return 'before'
  return query.includes('timestamp(') ? 'age' : 'now'
}

const everybody: Viewer = {
  user: 'ada',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
}
const onlyDefault: Viewer = {
  ...everybody,
  mode: 'anonymous',
  sees: { kind: 'namespaces', names: new Set(['default']) },
}

/** Each test asks of another moment: answers are shared for a while. */
let moment = 1_790_000_000_000
async function ask(viewer: Viewer, failing: Part[] = [], search: Record<string, string> = {}) {
  await using store = await fakePrometheus((asked, response) => {
    const part = partOf(asked)
    const answer = failing.includes(part)
      ? json(503, refusal('timeout'))
      : json(200, answerOf(part))
    answer(asked, response)
  })
  world.url = store.url
  moment += 120_000
  const { signal } = new AbortController()
  const reply = await readMtls(mtlsSearch.parse({ at: String(moment), ...search }), {
    viewer,
    signal,
  })
  return { reply, queries: store.asked.map(({ query }) => query) }
}

const ofMesh = (change: Parameters<typeof facts>[0] = {}) => {
  const all = facts(change)
  world.facts = () =>
    Promise.resolve({
      facts: all,
      rules: rulesOf(all),
      candidatesOf: candidateFinder(all),
      warnings: [],
    })
}
afterEach(() => ofMesh())
ofMesh()

describe('mutual TLS of every namespace', () => {
  test('is asked by four questions, with and without a choice of namespaces', async () => {
    expect((await ask(everybody)).queries).toHaveLength(4)
    expect((await ask(everybody, [], { namespaces: 'default' })).queries).toHaveLength(4)
  })

  test('puts policy and observation side by side, as the contract says', async () => {
    const { reply } = await ask(everybody)
    expect(mtlsReply.parse(reply)).toEqual(reply)
    expect(reply.data.map(({ namespace }) => namespace)).toEqual(['default', 'secret'])
    expect(reply.data[0]).toMatchObject({
      policy: { mode: 'PERMISSIVE', from: { scope: 'default', policy: null } },
      observed: {
        requests: { mutualTls: 0.75, plaintext: 0.25, unknown: 0 },
        newestSampleAt: 1_790_000_100_000,
      },
    })
  })

  test('finds the one plaintext request of the look-back', async () => {
    const { reply } = await ask(everybody)
    expect(reply.data[0]?.observed.plaintextClients).toContainEqual(
      expect.objectContaining({
        source: 'unknown',
        count: 1,
        requestsPerSecond: null,
        lastSeenAt: 1_790_000_000_000,
      }),
    )
  })

  test('of a hidden namespace says neither that it is there nor its name', async () => {
    ofMesh({
      pods: [knownPods({ name: 'reviews' }), knownPods({ name: 'spy', namespace: 'secret' })],
      peerAuthentications: [peerAuthentication({ namespace: 'istio-system', name: 'mesh-wide' })],
    })
    const { reply } = await ask(onlyDefault)
    expect(reply.data.map(({ namespace }) => namespace)).toEqual(['default'])
    expect(reply.data[0]?.policy?.from).toEqual({ scope: 'mesh', policy: 'mesh policy' })
    expect(JSON.stringify(reply)).not.toMatch(/secret|spy|istio-system|mesh-wide/)
  })

  test('tells the mode that a policy makes which the viewer may not read, and not its name', async () => {
    const strict = { mode: 'STRICT' } as const
    const noPolicies: Viewer = {
      ...everybody,
      readable: readableWhere((kind) => (kind === 'PeerAuthentication' ? new Set() : 'everywhere')),
    }
    const fromOf = async (namespace: string) => {
      ofMesh({ peerAuthentications: [peerAuthentication({ ...strict, namespace, name: 'quiet' })] })
      const { reply } = await ask(noPolicies)
      expect(JSON.stringify(reply)).not.toContain('quiet')
      return reply.data[0]?.policy
    }
    expect(await fromOf('default')).toMatchObject({
      mode: 'STRICT',
      from: { scope: 'namespace', policy: 'a policy that you may not see' },
    })
    expect(await fromOf('istio-system')).toMatchObject({
      mode: 'STRICT',
      from: { scope: 'mesh', policy: 'mesh policy' },
    })
  })

  test.each<[Part, string]>([
    ['now', 'mtls-now-missing'],
    ['before', 'mtls-before-missing'],
    ['age', 'mtls-age-missing'],
    ['scrapes', 'scrapes-missing'],
  ])('without an answer about %s tells the rest, and what is missing', async (part, code) => {
    const { reply } = await ask(everybody, [part])
    expect(reply.warnings.map((warning) => warning.code)).toEqual([code])
    expect(reply.data[0]?.policy?.mode).toBe('PERMISSIVE')
  })

  test('without Prometheus still tells the policies', async () => {
    const { reply } = await ask(everybody, ['now', 'before', 'age', 'scrapes'])
    expect(reply.data).toMatchObject([
      { namespace: 'default', observed: { requests: null, newestSampleAt: null } },
    ])
  })

  test('where policies may not be read claims none', async () => {
    ofMesh({ unread: new Set(['peerAuthentications'] as const) })
    const { reply } = await ask(everybody)
    expect(reply.data[0]).toMatchObject({ policy: null, verdict: { word: 'unknown' } })
  })
})

test('one namespace in depth answers as the contract says; a hidden one is not there', async () => {
  await using store = await fakePrometheus((asked, response) =>
    json(200, answerOf(partOf(asked)))(asked, response),
  )
  world.url = store.url
  moment += 120_000
  const { signal } = new AbortController()
  const search = { ...mtlsNamespaceSearch.parse({ at: String(moment) }), namespace: 'default' }
  const viewer: Viewer = { ...onlyDefault }
  const reply = await readMtlsNamespace(search, { viewer, signal })
  expect(mtlsNamespaceReply.parse(reply)).toEqual(reply)
  expect(reply.data.workloads.map(({ name, mode }) => [name, mode])).toEqual([
    ['productpage', 'PERMISSIVE'],
    ['reviews', 'PERMISSIVE'],
  ])
  expect(reply.data.editable.allowed).toBe(false)
  await expect(
    readMtlsNamespace({ ...search, namespace: 'secret' }, { viewer, signal }),
  ).rejects.toMatchObject({ failure: 'not-found' })
})
