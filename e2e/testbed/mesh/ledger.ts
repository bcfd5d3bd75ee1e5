import { bucketBounds } from './draw/buckets'
import type { ConnectionSecurity, Protocol } from './resolve/fate'

export type LedgerParty = { namespace: string; workload: string; hasProxy: boolean }

/** What is the same for everything that a row counts. JSON-plain, as the whole ledger is. */
export type LedgerKey = {
  /**
   * `call`: what an application asked for, once, however it was sent. `try`: one of its tries that a
   * proxy repeated. `mirror`: a copy that nobody waits for. `leg`: the connections below calls that a
   * ztunnel carries; their requests are in rows of `call`.
   */
  kind: 'call' | 'try' | 'mirror' | 'leg'
  source: LedgerParty
  /** `null` where no pod was chosen: no route, no such cluster, no healthy host. */
  destination: LedgerParty | null
  /** Host of the service that the request was routed to; the Host header where there was none. */
  service: string
  protocol: Protocol
  /** `"0"` where the client got no response at all; empty for `tcp`. */
  code: string
  grpcStatus: string
  flags: string
  /** `none` where no connection to a pod was made. */
  security: ConnectionSecurity | 'none'
  /**
   * `namespace/pod` of the proxy whose report counts: the waypoint's, else the caller's, else the
   * callee's; `null` where nobody's does.
   */
  observer: string | null
}

/** Bytes are those of the client's side: received from it, sent to it. */
export type LedgerCounts = {
  requests: number
  connectionsOpened: number
  connectionsClosed: number
  receivedBytes: number
  sentBytes: number
  requestMessages: number
  responseMessages: number
}

/** What really happened since the start, whatever the proxies could know of it. */
export type LedgerRow = LedgerKey &
  LedgerCounts & {
    /** By duration as the observer saw it, not cumulative; the last bucket is +Inf. */
    durationBuckets: number[]
  }

/** What one proxy's counters gained between the first and last scrape that a window used. */
export type LedgerIncrement = LedgerKey &
  LedgerCounts & { firstScrapeAt: number; lastScrapeAt: number }

export type LedgerWindow = { at: number; windowMs: number; countsFirst?: boolean }

export type Ledger = {
  rows(): LedgerRow[]
  /**
   * Increments between the first and last scrape of each proxy in (at − windowMs, at], as
   * Prometheus sees them: a counter's first sample counts nothing yet. To VictoriaMetrics it
   * `countsFirst`, where the scrape before it found none.
   */
  increments(window: LedgerWindow): LedgerIncrement[]
}

type Count = keyof LedgerCounts
type Scrape = { at: number; values: Float64Array }
type Observed = { rows: LedgerRow[]; width: number; scrapes: Scrape[] }

export type LedgerBook = Ledger & {
  /** The one row of these facts; the caller adds to it. */
  row(key: LedgerKey): LedgerRow
  recordScrape(observer: string, at: number): void
}

const scrapesKeptMs = 15 * 60_000

/** What a row can count; the first of them says whether its counters show at all. */
const countsOf: Record<Protocol, readonly Count[]> = {
  http: ['requests', 'receivedBytes', 'sentBytes'],
  grpc: ['requests', 'receivedBytes', 'sentBytes', 'requestMessages', 'responseMessages'],
  tcp: ['connectionsOpened', 'connectionsClosed', 'receivedBytes', 'sentBytes'],
}

const noCounts: LedgerCounts = {
  requests: 0,
  connectionsOpened: 0,
  connectionsClosed: 0,
  receivedBytes: 0,
  sentBytes: 0,
  requestMessages: 0,
  responseMessages: 0,
}

const newRow = (key: LedgerKey): LedgerRow => ({
  ...key,
  ...noCounts,
  durationBuckets: bucketBounds.map(() => 0),
})

const isUsed = (row: LedgerRow) => Object.keys(noCounts).some((count) => row[count as Count] > 0)

/** Every row's counts one after another, in the order in which the rows came. */
function valuesOf({ rows, width }: Observed): Float64Array {
  const values = new Float64Array(width)
  let offset = 0
  for (const row of rows) for (const count of countsOf[row.protocol]) values[offset++] = row[count]
  return values
}

/** A counter shows from its first request on; `null` where it never did in these scrapes. */
function increment(
  row: LedgerRow,
  offset: number,
  { used, countsFrom }: { used: readonly Scrape[]; countsFrom: Scrape | undefined },
) {
  const seen = used.filter(({ values }) => (values[offset] ?? 0) > 0)
  const [first, last] = [seen[0], seen.at(-1)]
  if (!first || !last) return null
  const { durationBuckets: _buckets, ...key } = row
  const gained: LedgerIncrement = {
    ...key,
    ...noCounts,
    firstScrapeAt: first.at,
    lastScrapeAt: last.at,
  }
  countsOf[row.protocol].forEach((count, index) => {
    const begun = (countsFrom ?? first).values[offset + index] ?? 0
    gained[count] = (last.values[offset + index] ?? 0) - begun
  })
  return gained
}

export function newLedger(): LedgerBook {
  const rows = new Map<string, LedgerRow>()
  const observed = new Map<string, Observed>()

  const observedBy = (observer: string): Observed => {
    const known = observed.get(observer) ?? { rows: [], width: 0, scrapes: [] }
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
      if (key.observer) {
        const seen = observedBy(key.observer)
        seen.rows.push(row)
        seen.width += countsOf[row.protocol].length
      }
      return row
    },
    recordScrape: (observer, at) => {
      const seen = observedBy(observer)
      while ((seen.scrapes[0]?.at ?? at) < at - scrapesKeptMs) seen.scrapes.shift()
      seen.scrapes.push({ at, values: valuesOf(seen) })
    },
    rows: () =>
      [...rows.values()]
        .filter(isUsed)
        .map((row) => ({ ...row, durationBuckets: [...row.durationBuckets] })),
    increments: ({ at, windowMs, countsFirst = false }) =>
      [...observed.values()].flatMap(({ rows: seen, scrapes }) => {
        const used = scrapes.filter((scrape) => scrape.at > at - windowMs && scrape.at <= at)
        const countsFrom = countsFirst ? used[0] : undefined
        let offset = 0
        return seen.flatMap((row) => {
          const gained = increment(row, offset, { used, countsFrom })
          offset += countsOf[row.protocol].length
          return gained ?? []
        })
      }),
  }
}
