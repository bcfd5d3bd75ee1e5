import { bucketBounds } from './draw/buckets'

export type LedgerParty = { namespace: string; workload: string; hasProxy: boolean }

/** What is the same for all requests of a row. JSON-plain, as the whole ledger is. */
export type LedgerKey = {
  source: LedgerParty
  /** `null` where no pod was chosen: no route, no such cluster, no healthy host. */
  destination: LedgerParty | null
  /** Host of the service that the request was routed to; the Host header where there was none. */
  service: string
  protocol: 'http' | 'grpc' | 'tcp'
  /** `"0"` where the client got no response at all. */
  code: string
  grpcStatus: string
  flags: string
  /** `none` where no connection to a pod was made. */
  security: 'mutual_tls' | 'hbone' | 'plaintext' | 'app_tls' | 'none'
  /** `namespace/pod` of the proxy that counts it: the caller's, else the callee's; `null`: nobody. */
  observer: string | null
}

/** What really happened since the start, whatever the proxies could know of it. */
export type LedgerRow = LedgerKey & {
  requests: number
  /** By duration as the observer saw it, not cumulative; the last bucket is +Inf. */
  durationBuckets: number[]
}

/** What one proxy's counters gained between the first and last scrape that a window used. */
export type LedgerIncrement = LedgerKey & {
  requests: number
  firstScrapeAt: number
  lastScrapeAt: number
}

export type Ledger = {
  rows(): LedgerRow[]
  /**
   * Increments between the first and last scrape of each proxy in (at − windowMs, at], as
   * Prometheus sees them: a counter's first sample counts nothing yet.
   */
  increments(window: { at: number; windowMs: number }): LedgerIncrement[]
}

type Scrape = { at: number; requests: Float64Array }
type Observed = { rows: LedgerRow[]; scrapes: Scrape[] }

export type LedgerBook = Ledger & {
  /** The one row of these facts; the caller adds to it. */
  row(key: LedgerKey): LedgerRow
  recordScrape(observer: string, at: number): void
}

const scrapesKeptMs = 15 * 60_000

const newRow = (key: LedgerKey): LedgerRow => ({
  ...key,
  requests: 0,
  durationBuckets: bucketBounds.map(() => 0),
})

/** A counter shows from its first request on; `null` where it never did in these scrapes. */
function increment(row: LedgerRow, index: number, scrapes: readonly Scrape[]) {
  const seen = scrapes.filter(({ requests }) => (requests[index] ?? 0) > 0)
  const [first, last] = [seen[0], seen.at(-1)]
  if (!first || !last) return null
  const { requests: _requests, durationBuckets: _buckets, ...key } = row
  return {
    ...key,
    requests: (last.requests[index] ?? 0) - (first.requests[index] ?? 0),
    firstScrapeAt: first.at,
    lastScrapeAt: last.at,
  }
}

export function newLedger(): LedgerBook {
  const rows = new Map<string, LedgerRow>()
  const observed = new Map<string, Observed>()

  const observedBy = (observer: string): Observed => {
    const known = observed.get(observer) ?? { rows: [], scrapes: [] }
    observed.set(observer, known)
    return known
  }

  return {
    row: (key) => {
      const text = JSON.stringify(key)
      const known = rows.get(text)
      if (known) return known
      const row = newRow(key)
      rows.set(text, row)
      if (key.observer) observedBy(key.observer).rows.push(row)
      return row
    },
    recordScrape: (observer, at) => {
      const { rows: seen, scrapes } = observedBy(observer)
      while ((scrapes[0]?.at ?? at) < at - scrapesKeptMs) scrapes.shift()
      scrapes.push({ at, requests: Float64Array.from(seen, ({ requests }) => requests) })
    },
    rows: () =>
      [...rows.values()]
        .filter(({ requests }) => requests > 0)
        .map((row) => ({ ...row, durationBuckets: [...row.durationBuckets] })),
    increments: ({ at, windowMs }) =>
      [...observed.values()].flatMap(({ rows: seen, scrapes }) => {
        const used = scrapes.filter((scrape) => scrape.at > at - windowMs && scrape.at <= at)
        return seen.flatMap((row, index) => increment(row, index, used) ?? [])
      }),
  }
}
