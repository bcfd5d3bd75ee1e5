import { bucketBounds } from '../../testbed/mesh/draw/buckets'
import type { LedgerCounts, LedgerKey, LedgerRow } from '../../testbed/mesh/ledger'
import type { LedgerNames } from './names'

/** What an edge is to show, in counts. */
export type LedgerEdge = {
  counts: LedgerCounts
  /** Requests by `code grpcStatus flags`. */
  byCode: Map<string, number>
  /** Calls (connections of TCP) that reached a proxy which can tell, and those it found encrypted. */
  measured: number
  encrypted: number
  /** By bucket, not cumulative. */
  durations: number[]
}

/** What is to be drawn, by the ids of edges; and the connections that callers opened below calls. */
export type LedgerEdges = { edges: Map<string, LedgerEdge>; below: LedgerCounts }

const noCounts: LedgerCounts = {
  requests: 0,
  connectionsOpened: 0,
  connectionsClosed: 0,
  receivedBytes: 0,
  sentBytes: 0,
  requestMessages: 0,
  responseMessages: 0,
}
const countNames = Object.keys(noCounts) as (keyof LedgerCounts)[] // its keys are its names

const newEdge = (): LedgerEdge => ({
  counts: { ...noCounts },
  byCode: new Map(),
  measured: 0,
  encrypted: 0,
  durations: bucketBounds.map(() => 0),
})

function add(to: LedgerCounts, more: LedgerCounts) {
  for (const count of countNames) to[count] += more[count]
}

export type Gained = LedgerKey & LedgerCounts & Partial<Pick<LedgerRow, 'durationBuckets'>>

/**
 * Edges of what was gained. A call counts once, by the proxy whose report counts; tries that were
 * repeated only tell how they were secured; a leg is an edge where nothing above it is reported.
 */
export function ledgerEdges(gained: readonly Gained[], names: LedgerNames): LedgerEdges {
  const edges = new Map<string, LedgerEdge>()
  const below = { ...noCounts }
  const edgeOf = (id: string) => {
    const edge = edges.get(id) ?? newEdge()
    edges.set(id, edge)
    return edge
  }
  const idOf = (row: LedgerKey) => {
    const { source, target } = names.idsOf(row)
    return `${source}>${target}>${row.protocol}${row.kind === 'mirror' ? '>mirrored' : ''}`
  }
  const isAlive = (row: LedgerCounts) => countNames.some((count) => row[count] > 0)
  const reported = gained.filter((row) => row.observer !== null && isAlive(row))
  for (const row of reported) {
    if (row.kind === 'leg' && isBelow(row, reported, names)) {
      if (names.podOf(row.source)?.proxy !== 'waypoint') add(below, row)
      continue
    }
    const edge = edgeOf(idOf(row))
    add(edge.counts, row)
    const outcome = `${row.code} ${row.grpcStatus} ${row.flags}`
    if (row.requests > 0) edge.byCode.set(outcome, (edge.byCode.get(outcome) ?? 0) + row.requests)
    row.durationBuckets?.forEach((count, bucket) => {
      edge.durations[bucket] = (edge.durations[bucket] ?? 0) + count
    })
  }
  for (const row of gained) {
    const edge = row.observer || row.kind === 'try' ? edges.get(idOf(row)) : undefined
    if (edge && row.destination?.hasProxy && row.security !== 'none') measure(edge, row)
  }
  return { edges, below }
}

function measure(edge: LedgerEdge, { security, requests, connectionsOpened }: Gained) {
  const weight = requests + connectionsOpened
  edge.measured += weight
  if (security === 'mutual_tls' || security === 'hbone') edge.encrypted += weight
}

const pairOf = ({ source, destination }: Pick<LedgerKey, 'source' | 'destination'>) =>
  `${source.namespace}/${source.workload} > ${destination?.namespace}/${destination?.workload}`

/** To or from a waypoint, which reports the calls; or below calls that the caller's proxy reports. */
function isBelow(leg: LedgerKey, reported: readonly LedgerKey[], { podOf }: LedgerNames): boolean {
  const ends = [leg.source, ...(leg.destination ? [leg.destination] : [])]
  if (ends.some((end) => podOf(end)?.proxy === 'waypoint')) return true
  return reported.some(
    (row) =>
      row.kind === 'call' &&
      row.protocol !== 'tcp' &&
      pairOf(row) === pairOf(leg) &&
      (podOf(row.source)?.proxy ?? null) !== null,
  )
}

/** Everything that was written between two readings of the ledger. */
export function gainedBetween(before: readonly LedgerRow[], after: readonly LedgerRow[]): Gained[] {
  const keyOf = ({ kind, source, destination, service, ...row }: LedgerKey) =>
    JSON.stringify([
      ...[kind, source, destination, service, row.protocol, row.code, row.grpcStatus],
      ...[row.flags, row.security, row.observer],
    ])
  const known = new Map(before.map((row) => [keyOf(row), row]))
  return after.map((row) => {
    const old = known.get(keyOf(row))
    if (!old) return row
    const gained = { ...row }
    for (const count of countNames) gained[count] = row[count] - old[count]
    gained.durationBuckets = row.durationBuckets.map(
      (count, bucket) => count - (old.durationBuckets[bucket] ?? 0),
    )
    return gained
  })
}
