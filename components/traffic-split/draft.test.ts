import { describe, expect, test } from 'vitest'
import { destination, route, split } from '@/lib/domain/traffic-split/split.fixtures'
import {
  changesOf,
  discarded,
  draftRoute,
  driftOf,
  emptyDraft,
  isMoved,
  rebased,
  withLock,
  withWeights,
  writtenWeights,
} from './draft'

const first = '/spec/http/0'
const of = (...weights: (number | null)[]) =>
  split({ routes: [route(weights.map((weight, at) => destination(`v${at + 1}`, weight)))] })
const to = (...weights: number[]) => ({ weights, proportions: weights })
const moved = (from = of(80, 20)) => withWeights(emptyDraft, from, first, to(50, 50))

describe('a draft', () => {
  test('holds what is moved, as the API takes it', () => {
    expect(changesOf(moved())).toMatchObject([
      {
        route: first,
        weights: [50, 50],
        seen: { destinations: [{ subset: 'v1' }, { subset: 'v2' }] },
      },
    ])
  })

  test('is empty again when everything is back where it started', () => {
    const back = withWeights(moved(), of(80, 20), first, to(80, 20))
    expect(back).toEqual(emptyDraft)
    expect(isMoved(back)).toBe(false)
  })

  test('a lock moves nothing and outlives a discarded draft', () => {
    const locked = withLock(moved(), first, [true, false])
    expect(discarded(locked)).toEqual({ ...emptyDraft, locked: { [first]: [true, false] } })
    expect(isMoved(withLock(emptyDraft, first, [true, false]))).toBe(false)
  })

  test('shows what is configured until something is moved', () => {
    const before = route([destination('v1', 1), destination('v2', 3)])
    expect(draftRoute(emptyDraft, 'VirtualService', before)).toMatchObject({
      weights: [1, 3],
      locked: [false, false],
    })
  })

  test.each([
    ['VirtualService' as const, [80, 0]],
    ['HTTPRoute' as const, [80, 1]],
  ])('reads an omitted weight of a %s as in %j', (kind, weights) => {
    expect(writtenWeights(kind, route([destination('v1', 80), destination('v2', null)]))).toEqual(
      weights,
    )
  })
})

describe('while a draft is open, somebody else', () => {
  test('changes nothing of it: no drift', () => {
    expect(driftOf(moved(), of(80, 20))).toEqual([])
  })

  test('moves the same weights: told with both', () => {
    expect(driftOf(moved(), of(70, 30))).toEqual([
      { route: first, now: first, weights: { before: [80, 20], now: [70, 30] } },
    ])
  })

  test.each([
    ['takes the route away', split({ routes: [] })],
    ['adds a destination', of(80, 20, 0)],
    [
      'exchanges a destination',
      split({ routes: [route([destination('v1', 80), destination('v9', 20)])] }),
    ],
  ])('%s: there is nothing to compare', (_, now) => {
    expect(driftOf(moved(), now)).toEqual([{ route: first, now: null, weights: null }])
    expect(rebased(moved(), now)).toEqual(emptyDraft)
  })
})

describe('a route that somebody has put in front', () => {
  const testers = route([destination('v1', 100), destination('v2', 0)], { match: 'testers' })
  const own = route([destination('v1', 80), destination('v2', 20)], { route: '/spec/http/1' })
  const now = split({ routes: [testers, own] })

  test('is not taken for the one that is being moved', () => {
    expect(driftOf(moved(), now)).toEqual([{ route: first, now: '/spec/http/1', weights: null }])
    expect(draftRoute(moved(), 'VirtualService', testers).weights).toEqual([100, 0])
  })

  test('leaves the draft to go on where its route stands now', () => {
    expect(changesOf(rebased(moved(), now))).toMatchObject([
      { route: '/spec/http/1', weights: [50, 50] },
    ])
  })
})

describe('rebasing', () => {
  test('keeps the target on top of what is there now', () => {
    const draft = rebased(moved(), of(70, 30))
    expect(changesOf(draft)).toMatchObject([{ route: first, weights: [50, 50] }])
    expect(driftOf(draft, of(70, 30))).toEqual([])
  })

  test('brings the target to the new scale', () => {
    expect(changesOf(rebased(moved(), of(3, 1)))).toMatchObject([{ route: first, weights: [2, 2] }])
  })

  test('has nothing left to do when the target is already there', () => {
    expect(rebased(moved(), of(50, 50))).toEqual(emptyDraft)
  })
})
