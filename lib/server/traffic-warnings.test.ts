import { describe, expect, test } from 'vitest'
import type { FittedScope } from './read-scraping'
import { ageWarnings, observedAt, storeWarnings } from './traffic-warnings'

const at = 1_790_000_000_000
const observation = (
  secondsAgo: number | null,
  intervalSeconds: number | null,
  { twice = 0, change = null }: { twice?: number; change?: FittedScope['change'] } = {},
) => ({
  scrapes: {
    newest: secondsAgo === null ? null : at - secondsAgo * 1000,
    intervalSeconds,
    twice,
    series: null,
  },
  at,
  windowSeconds: 300,
  change,
})

type Of = readonly [
  secondsAgo: number | null,
  intervalSeconds: number | null,
  more?: Parameters<typeof observation>[2],
]

const codes = (of: Of) => ageWarnings(observation(...of)).map(({ code }) => code)

describe('the age of what is shown', () => {
  test.each([
    ['a fresh scrape every 15 s', [10, 15], []],
    ['a scrape a minute, the last one late', [170, 60], []],
    ['a scrape a minute, three of them missed', [200, 60], ['stale']],
    ['scrapes every 2 s, none for a while', [70, 2], ['stale']],
    ['no scrape at all', [null, null], ['stale']],
    ['a window that was too short', [30, 60, { change: 'widened' }], ['window-widened']],
    ['a window that was too long', [10, 15, { change: 'shortened' }], ['window-shortened']],
    ['a proxy scraped twice', [10, 15, { twice: 3 }], ['scraped-twice']],
  ] as const)('%s', (_, of, expected) => expect(codes(of)).toEqual(expected))

  test('is that of the newest scrape, never of the future', () => {
    expect(observedAt(observation(10, 20))).toBe(at - 10_000)
    expect(observedAt(observation(-10, 20))).toBe(at)
    expect(observedAt(observation(null, null))).toBe(at)
  })
})

test('a store’s words are repeated only to who may see everything', () => {
  const reader = {
    user: 'reader',
    mode: 'anonymous',
    readable: 'everything',
    reads: { kind: 'own' },
    writes: { kind: 'nobody', why: 'anonymous' },
  } as const
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
