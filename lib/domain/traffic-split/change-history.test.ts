import { describe, expect, test } from 'vitest'
import { changedBack, historyOf, revertible, type WeightsRecord } from './change-history'
import { recordedRule } from './changed-rule'
import { type Rule, rulesOf } from './rule'
import type { Weights } from './split'
import { asRoute, httpMatch, httpRule, to, virtualService } from './traffic-split.fixtures'

const place = '/spec/http/0'
const everybody = httpRule([
  to('reviews', 'v1', 80),
  to('reviews', 'v2', 20),
  to('reviews', 'v3', null),
])
const rulesWith = (...http: (typeof everybody)[]) =>
  rulesOf(asRoute(virtualService('reviews', http)))
const rules = rulesWith(everybody)

/** As a record says it that was written before records named their rule. */
const unnamed = { route: place, name: null, match: '', to: [] }
const recordOf = (
  id: string,
  before: Weights,
  after: Weights,
  rule: Partial<ReturnType<typeof recordedRule>> = {},
): WeightsRecord => ({
  ...{ id, at: 1, user: 'alice', reason: null, acknowledged: [], reverts: null },
  change: { routes: [{ ...unnamed, ...rule, before, after }] },
})
const recorded = (among: readonly Rule[]) => {
  const [rule] = among
  if (!rule) throw new Error('there is one')
  return recordedRule(rule)
}

describe('the history', () => {
  const first = recordOf('c1', [100, 0, null], [90, 10, null])
  const second = recordOf('c2', [80, 20, null], [50, 50, null])

  test('is told newest first, with gaps where somebody else wrote in between', () => {
    const gaps = (...records: WeightsRecord[]) =>
      historyOf(records, rules).map(({ id, gapBefore }) => [id, gapBefore])
    expect(gaps(first, second)).toEqual([
      ['c2', true],
      ['c1', false],
    ])
    expect(gaps(first, recordOf('c3', [90, 10, null], [80, 20, null]))).toEqual([
      ['c3', false],
      ['c1', false],
    ])
  })

  test('can be taken back while the weights are as a change left them', () => {
    const left = recordOf('c', [1, 1, null], [80, 20, null])
    expect(revertible(left.change, rules).allowed).toBe(true)
    expect(revertible(second.change, rules)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining(place),
    })
  })
})

describe('a record', () => {
  test('names what the rule is called, what it takes and where it leads', () => {
    const named = rulesWith(
      httpRule([to('reviews', 'v1', 1), { ...to('ratings', null, 1), port: 9080 }], {
        name: 'testers',
        matches: [httpMatch({ method: { type: 'exact', value: 'PUT' } })],
      }),
    )
    expect(recorded(named)).toEqual({
      route: place,
      name: 'testers',
      match: expect.stringContaining('PUT'),
      to: ['reviews:v1', 'ratings:9080'],
    })
  })

  test('cuts a match of many words, and still knows the rule', () => {
    const matches = Array.from({ length: 40 }, (_, at) =>
      httpMatch({ uri: { type: 'prefix', value: `/a/long/path/${at}` } }),
    )
    const long = rulesWith(httpRule(everybody.destinations, { matches }))
    expect(recorded(long).match).toHaveLength(160)
    const own = recordOf('c1', [1, 1, 1], [80, 20, null], recorded(long))
    expect(revertible(own.change, long).allowed).toBe(true)
  })
})

describe('a rule that somebody has put another one in the place of', () => {
  const elsewhere = httpRule([
    to('ratings', null, 80),
    to('ratings', null, 20),
    to('ratings', null),
  ])
  const forSome = httpRule(everybody.destinations, {
    matches: [httpMatch({ method: { type: 'exact', value: 'PUT' } })],
  })
  const own = recordOf('c1', [1, 1, null], [80, 20, null], recorded(rules))

  test.each([
    ['which leads elsewhere', elsewhere],
    ['which leads to the same with the same weights, and takes other requests', forSome],
    ['which is called otherwise', { ...everybody, name: 'other' }],
  ])('%s: it is not taken back, and has no weights there any more', (_, inserted) => {
    const shifted = rulesWith(inserted, everybody)
    expect(revertible(own.change, rules).allowed).toBe(true)
    expect(revertible(own.change, shifted)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('is another route now'),
    })
    expect(changedBack([own], { managers: [] }, shifted)).toMatchObject({ routes: [{ now: null }] })
    expect(changedBack([own], { managers: [] }, rules)).toBeNull()
  })
})

describe('changed back', () => {
  const managers = [
    { manager: 'binnacle', operation: 'Update', time: 100, spec: ['http'] },
    { manager: 'argocd-controller', operation: 'Apply', time: 200, spec: ['hosts', 'http'] },
    { manager: 'pilot-discovery', operation: 'Update', time: 300, spec: [] },
  ]

  test('is told with whoever owns the rules now', () => {
    const overwritten = recordOf('c1', [80, 20, null], [50, 50, null])
    expect(changedBack([overwritten], { managers }, rules)).toEqual({
      changeId: 'c1',
      routes: [{ route: place, recorded: [50, 50, null], now: [80, 20, null] }],
      manager: 'argocd-controller',
      at: 200,
    })
  })

  test('is not, where the weights are as recorded, or where nothing was', () => {
    const there = recordOf('c1', [1, 1, 1], [80, 20, null])
    expect(changedBack([there], { managers }, rules)).toBeNull()
    expect(changedBack([], { managers }, rules)).toBeNull()
  })

  test('of a rule that is gone has no weights now', () => {
    const gone = recordOf('c1', [1, 1], [2, 2], { route: '/spec/http/4' })
    expect(changedBack([gone], { managers: [] }, rules)).toMatchObject({
      routes: [{ now: null }],
      manager: null,
      at: null,
    })
  })
})
