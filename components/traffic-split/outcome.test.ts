import { describe, expect, test } from 'vitest'
import { destination, route, split } from '@/lib/domain/traffic-split/split.fixtures'
import { outcomeIsUnknown, wasWritten } from './outcome'

describe('what became of a write is not known', () => {
  test.each([
    ['without any answer', { status: 0 }, true],
    ['when a proxy in between answered', { status: 504 }, true],
    ['but not when our server says why', { status: 502, requestId: 'r1' }, false],
    ['nor when it was refused', { status: 403 }, false],
  ])('%s', (_, problem, unknown) => {
    expect(outcomeIsUnknown(problem)).toBe(unknown)
  })
})

describe('a plan was written', () => {
  const impactOf = (...weights: number[]) => ({
    impact: {
      window: 300,
      sentences: [],
      routes: [
        {
          route: '/spec/http/0',
          counted: 'requests' as const,
          perSecond: null,
          absent: null,
          destinations: weights.map((weightAfter, at) => ({
            host: 'reviews',
            subset: `v${at + 1}`,
            weightBefore: null,
            weightAfter,
            shareBefore: 0,
            shareAfter: 0,
            perSecondBefore: null,
            perSecondAfter: null,
            readyPods: null,
            perPodBefore: null,
            perPodAfter: null,
            mostPerPod: null,
          })),
        },
      ],
    },
  })
  const now = (...weights: number[]) =>
    split({ routes: [route(weights.map((weight, at) => destination(`v${at + 1}`, weight)))] })

  test.each([
    ['when the object has its weights', [50, 50], true],
    ['not when it has others', [80, 20], false],
    ['not when it has other destinations', [50, 50, 0], false],
  ])('%s', (_, weights, written) => {
    expect(wasWritten(impactOf(50, 50), now(...weights))).toBe(written)
  })

  test('not when its route is gone', () => {
    expect(wasWritten(impactOf(50, 50), split({ routes: [] }))).toBe(false)
  })
})
