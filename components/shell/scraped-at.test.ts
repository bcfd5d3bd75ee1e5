import { expect, test } from 'vitest'
import { scrapedAt } from './scraped-at'

test('an answer that does not know its newest scrape has no age, one that was never given neither', () => {
  const reply = { observedAt: 1_790_000_000_000, warnings: [{ code: 'stale' }] }
  expect(scrapedAt(reply)).toBe(reply.observedAt)
  for (const code of ['scrapes-missing', 'requests-missing'])
    expect(scrapedAt({ ...reply, warnings: [{ code }] })).toBeNull()
  expect(scrapedAt(undefined)).toBeNull()
})
