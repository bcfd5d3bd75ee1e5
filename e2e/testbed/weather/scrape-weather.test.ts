import { beforeEach, expect, test, vi } from 'vitest'
import { type Scrapes, scrapesThrough } from './scrape-weather'

const prometheus = { scrape: vi.fn(async () => {}), forget: vi.fn(async () => {}) }
const gate = { open: vi.fn(), close: vi.fn(), loseOne: vi.fn() }

let scrapes: Scrapes

beforeEach(() => {
  vi.clearAllMocks()
  scrapes = scrapesThrough({ prometheus, gate, intervalSeconds: 2 })
})

test('scrapes at another interval, and then at its own again', async () => {
  await scrapes.set({ kind: 'every', seconds: 60 })
  expect(prometheus.scrape).toHaveBeenLastCalledWith({ intervalSeconds: 60, isTwice: false })
  await scrapes.set({ kind: 'fair' })
  expect(prometheus.scrape).toHaveBeenLastCalledWith({ intervalSeconds: 2, isTwice: false })
})

test('scrapes by two jobs', async () => {
  await scrapes.set({ kind: 'twice' })
  expect(prometheus.scrape).toHaveBeenLastCalledWith({ intervalSeconds: 2, isTwice: true })
})

test('forgets what the second job scraped once that is gone', async () => {
  await scrapes.set({ kind: 'twice' })
  await scrapes.set({ kind: 'every', seconds: 15 })
  expect(prometheus.forget).toHaveBeenCalledExactlyOnceWith(
    0,
    '{job="istio-system/envoy-stats-monitor"}',
  )
  expect(scrapes.weather()).toEqual({ kind: 'every', seconds: 15 })
})

test('stops scraping, forgets the last minutes, and goes on', async () => {
  await scrapes.set({ kind: 'stopped', lostMinutes: 12 })
  expect(gate.close).toHaveBeenCalledOnce()
  const [[since]] = prometheus.forget.mock.calls as unknown as [[number]] // called with what it takes
  expect((Date.now() - since) / 60_000).toBeCloseTo(12, 1)
  expect(scrapes.weather()).toEqual({ kind: 'stopped', lostMinutes: 12 })
  await scrapes.set({ kind: 'fair' })
  expect(gate.open).toHaveBeenCalledOnce()
})

test('forgets nothing where only scraping stops', async () => {
  await scrapes.set({ kind: 'stopped', lostMinutes: 0 })
  expect(prometheus.forget).not.toHaveBeenCalled()
})

test('fair weather that is fair already disturbs nobody', async () => {
  await scrapes.set({ kind: 'fair' })
  expect(prometheus.scrape).not.toHaveBeenCalled()
})
