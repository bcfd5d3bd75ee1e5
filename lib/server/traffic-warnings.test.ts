import { describe, expect, test } from 'vitest'
import { ageWarnings, observedAt, storeWarnings } from './traffic-warnings'

const at = 1_790_000_000_000
const observation = (secondsAgo: number | null, count: number | null, windowSeconds = 300) => ({
  scrapes: { newest: secondsAgo === null ? null : at - secondsAgo * 1000, count },
  at,
  windowSeconds,
})

type Of = readonly [secondsAgo: number | null, count: number | null, windowSeconds?: number]

const codes = ([secondsAgo, count, windowSeconds]: Of) =>
  ageWarnings(observation(secondsAgo, count, windowSeconds)).map(({ code }) => code)

describe('the age of what is shown', () => {
  test.each([
    ['a fresh scrape every 15 s', [10, 20], []],
    ['a scrape a minute, the last one late', [170, 5], []],
    ['a scrape a minute, three of them missed', [200, 5], ['stale']],
    ['scrapes every 2 s, none for a while', [70, 115], ['stale']],
    ['no scrape at all', [null, null], ['stale']],
    ['one scrape in the window', [30, 1, 60], ['window-too-short']],
    ['one scrape in the five minutes of a long window', [30, 1, 3600], []],
  ] as const)('%s', (_, of, expected) => expect(codes(of)).toEqual(expected))

  test('is that of the newest scrape, never of the future', () => {
    expect(observedAt(observation(10, 20))).toBe(at - 10_000)
    expect(observedAt(observation(-10, 20))).toBe(at)
    expect(observedAt(observation(null, null))).toBe(at)
  })
})

test('a store’s words are repeated only to who may see everything', () => {
  const reader = { user: 'reader', mode: 'anonymous' } as const
  const words = ['store of namespace secret is away']
  expect(storeWarnings(words, { ...reader, sees: { kind: 'all' } })).toMatchObject([
    { detail: words[0] },
  ])
  const some = storeWarnings(words, {
    ...reader,
    sees: { kind: 'namespaces', names: new Set(['default']) },
  })
  expect(some).toHaveLength(1)
  expect(JSON.stringify(some)).not.toContain('secret')
})
