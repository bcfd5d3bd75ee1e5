import { describe, expect, test } from 'vitest'
import { sharedSeconds, sharedSince, weightsGround } from './shared-time'

const at = 1_790_000_000_000
const ready = (...secondsAgo: (number | null)[]) =>
  secondsAgo.map((seconds) => ({ readySince: seconds === null ? null : at - seconds * 1000 }))

describe('versions share the traffic since the youngest of them has a ready pod', () => {
  test.each([
    ['of several workloads the first counts', [ready(3600), ready(30, 600)], at - 600_000],
    [
      'one whose readiness nobody knows does not count',
      [ready(3600), ready(null, 90)],
      at - 90_000,
    ],
    ['a version without one shares nothing', [ready(3600), ready(null)], null],
    ['a version without workloads neither', [ready(3600), []], null],
  ])('%s', (_, versions, since) => {
    expect(sharedSince(versions)).toBe(since)
  })
})

describe('how far a creation looks back', () => {
  test.each([
    ['five minutes where all are old', [ready(86_400), ready(3600)], 300],
    ['to a minute after the youngest became ready', [ready(86_400), ready(200)], 140],
    ['to no less than a minute', [ready(86_400), ready(120)], 60],
    ['not at all where that is shorter', [ready(86_400), ready(119)], null],
    ['not at all where a version is not ready', [ready(86_400), []], null],
  ])('%s', (_, versions, seconds) => {
    expect(sharedSeconds(versions, at)).toBe(seconds)
  })
})

test.each([
  [null, false, false, { kind: 'not-shared-long-enough' }],
  [300, false, false, { kind: 'metrics-missing' }],
  [300, true, false, { kind: 'too-little-traffic', seconds: 300 }],
  [140, true, true, { kind: 'seen', seconds: 140 }],
] as const)('%s seconds, answered %s, observed %s', (seconds, isAnswered, isObserved, ground) => {
  expect(weightsGround(seconds, { isAnswered, isObserved })).toEqual(ground)
})
