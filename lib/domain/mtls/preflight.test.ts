import { describe, expect, test } from 'vitest'
import { candidateFinder } from './candidates'
import { facts, knownPods, rulesOf } from './facts.fixtures'
import type { PeerAuthentication } from './mesh'
import { destinationRule, peerAuthentication, policy } from './mesh.fixtures'
import { type PolicyWish, targetOf, withWish } from './policy-change'
import { preflight, type SeenCaller } from './preflight'

type Facts = NonNullable<Parameters<typeof facts>[0]>

const reviews = { namespace: 'default', name: 'reviews' }
const productpage = { namespace: 'default', name: 'productpage' }
const bare = { proxy: 'none', announcesMtls: false } as const
const strict: PolicyWish = { namespace: 'default', workload: null, port: null, mode: 'STRICT' }

const seenPlaintext = (source: SeenCaller['source']): SeenCaller => ({
  source,
  destination: reviews,
  service: 'default/reviews',
  plaintext: {
    source,
    destination: reviews,
    service: 'default/reviews',
    counted: 'requests',
    policy: 'none',
    perSecond: 0.5,
    count: 9,
    lastSeenAt: 1,
  },
})
const seenEncrypted = (source: SeenCaller['source']): SeenCaller => ({
  ...seenPlaintext(source),
  plaintext: null,
})

function ahead(of: Facts, callers: SeenCaller[], wish: PolicyWish = strict) {
  const all = facts(of)
  const before = rulesOf(all)
  const target = targetOf(before, wish)
  if (target.kind === 'refused') throw new Error(target.detail)
  const after = rulesOf({
    ...all,
    peerAuthentications: withWish(all.peerAuthentications, target, wish),
  })
  return preflight({
    namespace: wish.namespace,
    workload: wish.workload,
    port: wish.port,
    before,
    after,
    facts: all,
    callers,
    candidatesOf: candidateFinder(all),
    shows: () => true,
  })
}

const disable = destinationRule({ policy: policy({ tls: 'DISABLE' }) })

describe('who breaks under STRICT', () => {
  test('nobody whose sidecar speaks mutual TLS', () => {
    expect(ahead({}, [seenEncrypted(productpage)]).breaks).toEqual([])
  })

  test('a client without a proxy, proven by what was seen, with who it could be', () => {
    const pods = [knownPods({ name: 'reviews' }), knownPods({ name: 'legacy', ...bare })]
    const [caller] = ahead({ pods }, [seenPlaintext(null)]).breaks
    expect(caller).toMatchObject({
      code: 'breaks:unknown>default/reviews',
      evidence: 'observed',
      seen: { count: 9 },
    })
    expect(caller?.candidates[0]?.name).toBe('default/legacy')
  })

  test('a sidecar client whose DestinationRule says DISABLE, by both', () => {
    expect(
      ahead({ destinationRules: [disable] }, [seenPlaintext(productpage)]).breaks,
    ).toMatchObject([
      {
        client: 'default/productpage',
        evidence: 'both',
        objects: [{ kind: 'DestinationRule', name: 'reviews' }],
      },
    ])
  })

  test('clients that were not seen, by a rule of their namespace', () => {
    const elsewhere = destinationRule({
      namespace: 'web',
      host: 'reviews.default.svc.cluster.local',
      policy: policy({ tls: 'SIMPLE' }),
    })
    const tcp = facts().services.map((one) => ({
      ...one,
      ports: one.ports.map((port) => ({ ...port, protocol: 'tcp' as const })),
    }))
    expect(ahead({ destinationRules: [elsewhere], services: tcp }, []).breaks).toMatchObject([
      { evidence: 'configuration', destination: 'default/reviews' },
    ])
  })

  test('the kubelet and Prometheus, where they meet the application’s own port', () => {
    const pods = [knownPods({ name: 'reviews', probedDirectly: true, scrapedAt: 9080 })]
    expect(ahead({ pods }, []).breaks.map(({ client }) => client)).toEqual([
      'Prometheus',
      'kubelet',
    ])
  })

  test('not who breaks already', () => {
    const peerAuthentications = [peerAuthentication({ mode: 'PERMISSIVE' })]
    const wish: PolicyWish = { ...strict, mode: 'STRICT' }
    const broken: Facts = {
      peerAuthentications: [...peerAuthentications],
      destinationRules: [destinationRule({ policy: policy({ tls: 'SIMPLE' }) })],
    }
    expect(ahead(broken, [seenPlaintext(productpage)], wish).breaks).toEqual([])
  })
})

test('going back heals who was refused, and says what stays in plaintext', () => {
  const of: Facts = { peerAuthentications: [peerAuthentication()], destinationRules: [disable] }
  const back = ahead(of, [seenPlaintext(productpage)], { ...strict, mode: 'PERMISSIVE' })
  expect(back.heals).toMatchObject([{ client: 'default/productpage' }])
  expect(back.remainsPlaintext).toMatchObject([{ client: 'default/productpage' }])
})

test('a workload that nobody was seen calling is unknown, not safe', () => {
  expect(ahead({}, [seenEncrypted(productpage)]).unknown).toEqual([
    { workload: 'default/productpage', sentence: expect.stringMatching(/nothing is known/) },
  ])
})

describe('what a policy hits', () => {
  test('is every workload whose mode changes, and no other', () => {
    const own = peerAuthentication({ name: 'own', selector: { app: 'reviews' }, mode: 'DISABLE' })
    expect(ahead({ peerAuthentications: [own] }, []).affected).toMatchObject([
      { workload: 'productpage', port: null, before: 'PERMISSIVE', after: 'STRICT' },
    ])
  })

  test('may be more than was looked at', () => {
    const shared = peerAuthentication({
      name: 'shared',
      selector: { team: 'a' },
      mode: 'PERMISSIVE',
    })
    const labels = (app: string) => ({ app, team: 'a' })
    const pods = ['reviews', 'ratings'].map((name) => knownPods({ name, labels: labels(name) }))
    const wish: PolicyWish = { ...strict, workload: 'reviews' }
    const { affected } = ahead({ peerAuthentications: [shared], pods }, [], wish)
    expect(affected.map(({ workload, lookedAt }) => [workload, lookedAt])).toEqual([
      ['reviews', true],
      ['ratings', false],
    ])
  })

  test('is one port, where only that is asked for', () => {
    const wish: PolicyWish = { ...strict, workload: 'reviews', port: 9080 }
    expect(ahead({}, [], wish).affected).toEqual([
      {
        workload: 'reviews',
        port: 9080,
        pods: 1,
        before: 'PERMISSIVE',
        after: 'STRICT',
        lookedAt: true,
      },
    ])
  })
})

describe('the object that is written', () => {
  const targetFor = (peerAuthentications: PeerAuthentication[], wish: Partial<PolicyWish> = {}) =>
    targetOf(rulesOf(facts({ peerAuthentications })), { ...strict, ...wish })

  test('is a new one named default, where there is none (the article’s)', () => {
    expect(targetFor([])).toEqual({ kind: 'create', name: 'default', selector: {} })
  })

  test('is the one that counts, whatever its name', () => {
    const old = peerAuthentication({ name: 'old', createdAt: 1 })
    const target = targetFor([peerAuthentication({ createdAt: 2 }), old])
    expect(target).toEqual({ kind: 'edit', policy: old })
  })

  test('never takes a name that is taken', () => {
    const taken = peerAuthentication({ selector: { app: 'ratings' } })
    expect(targetFor([taken])).toMatchObject({ kind: 'create', name: 'default-2' })
  })

  test('is none for a gateway, which no policy binds', () => {
    const gateway = knownPods({ name: 'reviews', role: 'gateway' })
    const wish = { ...strict, workload: 'reviews' }
    expect(targetOf(rulesOf(facts({ pods: [gateway] })), wish).kind).toBe('refused')
  })

  test('of a workload selects its pods by labels that outlive a rollout', () => {
    expect(targetFor([], { workload: 'reviews' })).toEqual({
      kind: 'create',
      name: 'reviews',
      selector: { app: 'reviews' },
    })
  })

  test.each<[string, Partial<PolicyWish>]>([
    ['the mesh policy', { namespace: 'istio-system' }],
    ['a workload that is not there', { workload: 'gone' }],
    ['inheriting where nothing is written', { mode: 'UNSET' }],
  ])('is refused: %s', (_, wish) => {
    expect(targetFor([], wish).kind).toBe('refused')
  })
})
