import { describe, expect, test } from 'vitest'
import { type LedgerKey, newLedger } from './ledger'

const key: LedgerKey = {
  kind: 'call',
  source: { namespace: 'default', workload: 'productpage-v1', hasProxy: true },
  destination: { namespace: 'default', workload: 'reviews-v1', hasProxy: true },
  service: 'reviews.default.svc.cluster.local',
  protocol: 'http',
  code: '200',
  grpcStatus: '',
  flags: '-',
  security: 'mutual_tls',
  observer: 'default/productpage-v1-abc-1',
}
const observer = 'default/productpage-v1-abc-1'

describe('increments of the ledger', () => {
  test('lie between the first and last scrape of the window', () => {
    const ledger = newLedger()
    const row = ledger.row(key)
    for (const at of [1000, 3000, 5000, 7000]) {
      row.requests += 10
      ledger.recordScrape(observer, at)
    }
    expect(ledger.increments({ at: 6000, windowMs: 5000 })).toMatchObject([
      { ...key, requests: 10, firstScrapeAt: 3000, lastScrapeAt: 5000 },
    ])
  })

  test('do not count what was there when the counter first showed, unless asked to', () => {
    const ledger = newLedger()
    ledger.recordScrape(observer, 1000)
    const row = ledger.row(key)
    ledger.recordScrape(observer, 2000)
    row.requests = 7
    ledger.recordScrape(observer, 3000)
    row.requests = 9
    ledger.recordScrape(observer, 4000)
    expect(ledger.increments({ at: 5000, windowMs: 5000 })).toMatchObject([
      { ...key, requests: 2, firstScrapeAt: 3000, lastScrapeAt: 4000 },
    ])
    expect(ledger.increments({ at: 5000, windowMs: 5000, countsFirst: true })).toMatchObject([
      { ...key, requests: 9 },
    ])
    expect(ledger.increments({ at: 5000, windowMs: 2500, countsFirst: true })).toMatchObject([
      { ...key, requests: 2 },
    ])
  })

  test('are of bytes, connections and messages too, each where its protocol has them', () => {
    const ledger = newLedger()
    const tcp = ledger.row({ ...key, protocol: 'tcp', code: '' })
    const grpc = ledger.row({ ...key, protocol: 'grpc' })
    for (const at of [1000, 2000, 3000]) {
      tcp.connectionsOpened += 2
      tcp.connectionsClosed += 1
      tcp.receivedBytes += 100
      tcp.sentBytes += 500
      grpc.requests += 1
      grpc.responseMessages += 7
      ledger.recordScrape(observer, at)
    }
    expect(ledger.increments({ at: 3000, windowMs: 3000 })).toMatchObject([
      {
        requests: 0,
        connectionsOpened: 4,
        connectionsClosed: 2,
        receivedBytes: 200,
        sentBytes: 1000,
      },
      { requests: 2, connectionsOpened: 0, responseMessages: 14 },
    ])
  })

  test('are absent where nothing was scraped', () => {
    const ledger = newLedger()
    ledger.row(key).requests = 5
    expect(ledger.increments({ at: 5000, windowMs: 5000 })).toEqual([])
    expect(ledger.rows()).toHaveLength(1)
  })

  test('reach back a quarter of an hour', () => {
    const ledger = newLedger()
    const row = ledger.row(key)
    for (let minutes = 0; minutes <= 60; minutes++) {
      row.requests += 1
      ledger.recordScrape(observer, minutes * 60_000)
    }
    const [increment] = ledger.increments({ at: 3_600_000, windowMs: 3_600_000 })
    expect(increment?.requests).toBe(15)
  })
})
