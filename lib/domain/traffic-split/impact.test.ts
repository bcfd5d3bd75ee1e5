import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hop, reviews as pods, productpage } from '../service-graph/bookinfo.fixtures'
import { impactOf, isOverload, movements } from './impact'
import { observe } from './read-split'
import { asRoute, facts, reviews } from './traffic-split.fixtures'
import { resolveRules, splitConfig, splitWorld } from './world'

const config = splitConfig(facts())
const [rule] = resolveRules(asRoute(reviews), config.destinations)

function impact(after: number[], perSecond: number, most: number | null = null) {
  if (!rule) throw new Error('reviews has a rule')
  const sample = (version: 'v1' | 'v2', share: number) => ({
    hop: hop(productpage, pods[version]),
    code: '200',
    grpcStatus: null,
    flags: '-',
    requestsPerSecond: perSecond * share,
  })
  const requests = perSecond > 0 ? [sample('v1', 0.8), sample('v2', 0.2)] : []
  const world = splitWorld(
    config,
    { requests, volumes: [], latency: null, windowSeconds: 300 },
    300,
  )
  const observed = observe(asRoute(reviews), rule, [rule], world)
  return impactOf(
    rule,
    { kind: 'VirtualService', after, counted: 'requests' },
    observed,
    () => most,
  )
}

test('a change moves the route’s traffic to its new shares, and onto the pods that are ready', () => {
  const { destinations, perSecond, absent } = impact([50, 50], 40)
  expect([perSecond, absent]).toEqual([40, null])
  expect(destinations).toMatchObject([
    {
      subset: 'v1',
      shareBefore: 0.8,
      shareAfter: 0.5,
      perSecondBefore: 32,
      perSecondAfter: 20,
      perPodAfter: 20,
    },
    {
      subset: 'v2',
      shareBefore: 0.2,
      shareAfter: 0.5,
      perSecondBefore: 8,
      perSecondAfter: 20,
      perPodAfter: 20,
    },
  ])
})

test('nothing is said of rates where nothing was observed', () => {
  const { destinations, perSecond, absent } = impact([50, 50], 0)
  expect([perSecond, absent?.reason]).toEqual([null, 'no-traffic'])
  expect(destinations[1]).toMatchObject({
    shareAfter: 0.5,
    perSecondBefore: null,
    perSecondAfter: null,
    perPodAfter: null,
  })
})

test.each([
  ['more than twice of what a pod ever did', 9, true],
  ['less', 11, false],
  ['an amount that nobody knows', null, false],
])('a pod that would carry %s is overloaded: %s', (_, most, isTooMuch) => {
  const [, v2] = impact([50, 50], 40, most).destinations
  expect(v2 && isOverload(v2)).toBe(isTooMuch)
})

describe('who gives to whom', () => {
  test.each([
    ['of two', [0.8, 0.2], [0.5, 0.5], [{ from: 0, to: 1, share: 0.3 }]],
    ['of three', [0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [{ from: 0, to: 2, share: 0.3 }]],
    ['nobody', [0.5, 0.5], [0.5, 0.5], []],
  ] as const)('%s', (_, before, after, moved) => {
    const found = movements(before, after)
    expect(found.map(({ from, to }) => [from, to])).toEqual(moved.map(({ from, to }) => [from, to]))
    for (const [at, { share }] of moved.entries()) expect(found[at]?.share).toBeCloseTo(share)
  })

  test('adds up to the change of each', () => {
    const shares = fc
      .array(fc.nat(1000), { minLength: 2, maxLength: 6 })
      .filter((all) => all.some(Boolean))
    fc.assert(
      fc.property(shares, shares, (a, b) => {
        const size = Math.min(a.length, b.length)
        const [before = [], after = []] = [a, b].map((all) => {
          const cut = all.slice(0, size)
          const sum = cut.reduce((total, one) => total + one, 0)
          return cut.map((one) => (sum === 0 ? 1 / size : one / sum))
        })
        const moved = movements(before, after)
        for (const [at, share] of before.entries()) {
          const given = moved
            .filter(({ from }) => from === at)
            .reduce((sum, one) => sum + one.share, 0)
          const taken = moved.filter(({ to }) => to === at).reduce((sum, one) => sum + one.share, 0)
          expect(share - given + taken).toBeCloseTo(after[at] ?? 0, 6)
        }
      }),
    )
  })
})
