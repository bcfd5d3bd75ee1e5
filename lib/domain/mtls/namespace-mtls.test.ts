import { describe, expect, test } from 'vitest'
import { candidateFinder } from './candidates'
import { facts, knownPods, rulesOf } from './facts.fixtures'
import { destinationRule, peerAuthentication, policy } from './mesh.fixtures'
import { type MtlsWorld, namespaceMtls, namespacesOf, sortByNamespace } from './namespace-mtls'
import type { FailureReport } from './observation'

const reviews = { namespace: 'default', name: 'reviews' }
const productpage = { namespace: 'default', name: 'productpage' }

function world(change: Partial<MtlsWorld> & { of?: Parameters<typeof facts>[0] } = {}): MtlsWorld {
  const all = facts(change.of)
  return {
    facts: all,
    rules: rulesOf(all),
    candidatesOf: candidateFinder(all),
    now: { reports: new Map(), pairs: [], failures: [], answered: new Set() },
    before: { pairs: [], failures: [] },
    heard: { now: true, before: true },
    age: { byNamespace: new Map(), newest: null },
    at: 1_000_000,
    windowSeconds: 300,
    windowWords: 'the last 5 min',
    shows: () => true,
    ...change,
  }
}

const summary = (change: Parameters<typeof world>[0]) => {
  const one = world(change)
  return namespaceMtls('default', one, sortByNamespace(one))
}

const refusal: FailureReport = {
  source: productpage,
  destination: reviews,
  service: 'default/reviews',
  code: '503',
  flags: 'UC',
  reportedBy: 'source',
  perSecond: 1,
  count: null,
  lastSeenAt: null,
}
const broken = {
  peerAuthentications: [peerAuthentication()],
  destinationRules: [destinationRule({ policy: policy({ tls: 'DISABLE' }) })],
}
const refusing = { reports: new Map(), pairs: [], failures: [refusal], answered: new Set<string>() }

describe('refused', () => {
  test('is said where the call check says broken and the destination is silent', () => {
    const { verdict, refused } = summary({ of: broken, now: refusing })
    expect(refused).toMatchObject([{ refused: true }])
    expect(verdict.sentence).toBe(
      'Strict, but default/productpage is refused (503 UC at the source)',
    )
  })

  test('is not said of a 503 UC alone', () => {
    const [one] = summary({ now: refusing }).refused
    expect(one).toMatchObject({ refused: false })
    expect(one?.sentence).toMatch(/does not say why/)
  })

  test('is not said where the destination has a report of this caller', () => {
    const answered = new Set(['default/productpage>default/reviews'])
    expect(summary({ of: broken, now: { ...refusing, answered } }).refused).toMatchObject([
      { refused: false },
    ])
  })
})

describe('what is not known', () => {
  test('a namespace of a cluster that is not connected has no policy, and no verdict on it', () => {
    const reports = new Map([
      ['elsewhere', [{ counted: 'requests', policy: 'mutual_tls', perSecond: 1 } as const]],
    ])
    const one = world({ now: { ...refusing, failures: [], reports } })
    expect(namespacesOf(one)).toEqual(['default', 'elsewhere'])
    const elsewhere = namespaceMtls('elsewhere', one, sortByNamespace(one))
    expect(elsewhere.policy).toBeNull()
    expect(elsewhere.verdict).toEqual({
      word: 'unknown',
      sentence: 'Policy not known, all of about 300 requests encrypted',
    })
  })

  test('policies that may not be read are not taken to be none', () => {
    const { policy: known, findings } = summary({
      of: { unread: new Set(['peerAuthentications'] as const) },
    })
    expect(known).toBeNull()
    expect(findings).toEqual([])
  })

  test('a gateway’s inbound side is not measured', () => {
    const gateway = knownPods({ name: 'ingress', role: 'gateway' })
    expect(summary({ of: { pods: [gateway] } }).notMeasured).toEqual(['ingress'])
  })
})

describe('hidden namespaces', () => {
  const shows = (namespace: string) => namespace === 'default'

  test('are not listed', () => {
    const pods = [knownPods({ name: 'a' }), knownPods({ name: 'b', namespace: 'secret' })]
    expect(namespacesOf(world({ of: { pods }, shows }))).toEqual(['default'])
  })

  test('are not named in a verdict, nor in findings', () => {
    const secretRule = destinationRule({
      namespace: 'secret',
      host: 'reviews.default.svc.cluster.local',
      policy: policy({ tls: 'DISABLE' }),
    })
    const one = summary({
      of: {
        peerAuthentications: [peerAuthentication()],
        destinationRules: [secretRule],
        pods: [knownPods({ name: 'reviews' }), knownPods({ name: 'caller', namespace: 'secret' })],
      },
      now: {
        ...refusing,
        failures: [{ ...refusal, source: { namespace: 'secret', name: 'caller' } }],
      },
      shows,
    })
    expect(one.findings.map(({ code }) => code)).toContain('rule-breaks')
    expect(JSON.stringify([one.findings, one.verdict])).not.toMatch(/secret/)
  })
})

test('an unknown caller has candidates, one that has a name has none', () => {
  const pods = [
    knownPods({ name: 'reviews' }),
    knownPods({ name: 'legacy', proxy: 'none', announcesMtls: false }),
  ]
  const pair = { counted: 'requests', policy: 'none', perSecond: 1, principal: null } as const
  const pairs = [
    { ...pair, source: null, destination: reviews, service: 'default/reviews' },
    { ...pair, source: productpage, destination: reviews, service: 'default/reviews' },
  ]
  const { plaintext, verdict } = summary({
    of: { pods },
    now: { ...refusing, failures: [], pairs },
  })
  expect(plaintext.map(({ candidates }) => candidates[0]?.name)).toEqual([
    undefined,
    'default/legacy',
  ])
  expect(verdict.sentence).toBe('Permissive, 2 callers block Strict; 1 workload without a proxy')
})

describe('plaintext that the window still counts under Strict', () => {
  const pair = { counted: 'requests', policy: 'none', perSecond: 1, principal: null } as const
  const pairs = [{ ...pair, source: null, destination: reviews, service: 'default/reviews' }]
  const now = { ...refusing, failures: [], pairs }
  const sentenceOf = (changedAt: number, pods = [knownPods({ name: 'reviews' })]) =>
    summary({ of: { pods, peerAuthentications: [peerAuthentication({ changedAt })] }, now }).verdict
      .sentence

  test('is from before a change that is younger than the window', () => {
    expect(sentenceOf(900_000)).toBe(
      'Strict, the last 5 min still count plaintext of 1 caller from before the change, which is refused now',
    )
  })

  test('arrives in spite of a policy that is older', () => {
    expect(sentenceOf(100_000)).toMatch(/plaintext of 1 caller arrives that it forbids/)
  })

  test('to a workload without a proxy is neither', () => {
    const pods = [knownPods({ name: 'reviews', proxy: 'none' }), knownPods({ name: 'web' })]
    expect(sentenceOf(900_000, pods)).toBe(
      'Strict, yet 1 caller in plaintext to a workload that does not enforce it; 1 workload without a proxy',
    )
  })
})
