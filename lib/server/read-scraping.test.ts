import { describe, expect, test } from 'vitest'
import { fitScope, isLong, rememberedScrapes, rememberScrapes } from './read-scraping'

const scrapes = { newest: 1_790_000_000_000, intervalSeconds: 15, twice: 0, series: null }
const scope = { namespaces: [], windowSeconds: 300 }

describe('a scope is made to fit', () => {
  test.each([
    ['one that fits stays', scope, scrapes, { windowSeconds: 300, change: null }],
    ['of nothing known nothing is changed', scope, null, { windowSeconds: 300, change: null }],
    [
      'shorter than two scrapes it is widened',
      { ...scope, windowSeconds: 60 },
      { ...scrapes, intervalSeconds: 60 },
      { windowSeconds: 240, change: 'widened' },
    ],
    [
      'too costly it is shortened',
      { ...scope, windowSeconds: 86_400 },
      { ...scrapes, series: 28_000 },
      { windowSeconds: 3600, change: 'shortened' },
    ],
    ['proxies scraped twice are counted once', scope, { ...scrapes, twice: 1 }, { isTwice: true }],
  ] as const)('%s', (_, asked, known, expected) => {
    expect(fitScope(asked, known)).toMatchObject(expected)
  })

  test('only a long window is worth asking first', () => {
    expect([3600, 21_600].map(isLong)).toEqual([false, true])
  })
})

test('what is known of scraping holds for five minutes to either side', () => {
  const at = 1_790_000_000_000
  rememberScrapes(at, scrapes)
  expect(rememberedScrapes(at + 300_000)).toBe(scrapes)
  expect(rememberedScrapes(at - 300_000)).toBe(scrapes)
  expect(rememberedScrapes(at + 300_001)).toBeNull()
})
