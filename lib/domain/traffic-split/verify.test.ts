import { describe, expect, test } from 'vitest'
import { absent, type ObservedRule } from './observe'
import { asRoute, facts, reviews } from './traffic-split.fixtures'
import { type SinceChange, type VerificationFacts, verify } from './verify'
import { resolveRules, splitConfig } from './world'

const [rule] = resolveRules(asRoute(reviews), splitConfig(facts()).destinations)

const seen = (counts: readonly number[], outside = 0): ObservedRule => {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return {
    observed: {
      kind: 'observed',
      counted: 'requests',
      perSecond: all / 60,
      count: all,
      enough: true,
      lost: null,
    },
    destinations: counts.map((count) => ({
      observed: {
        requestsPerSecond: count / 60,
        share: count / all,
        shareInterval: [0, 1],
        errorRatio: 0,
        p95Ms: null,
      },
      outside: { requestsPerSecond: outside, callers: [] },
    })),
  }
}

const nothing = (reason: 'no-traffic' | 'shared-workload'): ObservedRule => ({
  observed: absent(reason),
  destinations: [],
})

function since(
  now: ObservedRule,
  before: ObservedRule | null = now,
  more: Partial<SinceChange['rule']> = {},
): SinceChange {
  if (!rule) throw new Error('reviews has a rule')
  return { rule: { ...rule, ...more }, now, before, seconds: { now: 60, before: 60 } }
}

const about = (routes: SinceChange[], more: Partial<VerificationFacts> = {}) =>
  verify({
    change: { id: 'c1', at: 1_000 },
    countedFrom: 16_000,
    changedBack: null,
    routes,
    findings: [],
    parents: [],
    ...more,
  })

const codes = ({ reasons }: ReturnType<typeof verify>) => reasons.map(({ code }) => code)

describe('after a change to 80/20', () => {
  test('what comes by these shares agrees', () => {
    const told = about([since(seen([810, 190]))])
    expect([told.state, told.reasons]).toEqual(['agrees', []])
    expect(told.routes[0]?.destinations[0]).toMatchObject({ configured: 0.8, observed: 0.81 })
  })

  test('what comes by others disagrees only when it did so a moment ago as well', () => {
    expect(about([since(seen([500, 500]))]).state).toBe('disagrees')
    const once = about([since(seen([500, 500]), seen([800, 200]))])
    expect([once.state, codes(once)]).toEqual(['not-yet', ['not-synced']])
    expect(about([since(seen([500, 500]), null)]).state).toBe('not-yet')
  })

  test.each([
    ['nothing was scraped since', { countedFrom: null }, [], ['old-samples']],
    ['hardly anything was sent', {}, [since(seen([9, 2]))], ['too-few']],
    ['nothing was sent', {}, [since(nothing('no-traffic'))], ['no-traffic']],
    ['other routes lead there too', {}, [since(nothing('shared-workload'))], ['not-measured']],
    [
      'another route wins',
      { findings: ['other-route-wins'] },
      [since(seen([9, 2]))],
      ['too-few', 'other-route'],
    ],
    ['others send as well', {}, [since(seen([9, 2], 3))], ['too-few', 'outside-callers']],
    [
      'connections stay open',
      {},
      [since(seen([9, 2]), null, { protocol: 'tcp' })],
      ['too-few', 'long-streams'],
    ],
    [
      'the controller has not accepted it',
      {
        parents: [
          {
            parent: 'Gateway edge',
            accepted: true,
            resolvedRefs: true,
            current: false,
            messages: [],
          },
        ],
      },
      [since(seen([9, 2]))],
      ['too-few', 'not-accepted'],
    ],
  ] as const)('is not yet said to agree while %s', (_, more, routes, reasons) => {
    const told = about([...routes], more as Partial<VerificationFacts>)
    expect([told.state, codes(told)]).toEqual(['not-yet', [...reasons]])
  })

  test('weights that are not there any more are changed back, whatever is seen', () => {
    const changedBack = { changeId: 'c1', routes: [], manager: 'argocd-controller', at: 2_000 }
    expect(about([since(seen([500, 500]))], { changedBack }).state).toBe('changed-back')
  })
})
