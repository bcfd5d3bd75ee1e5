import type { GraphData } from '../../../lib/api/graph'
import { bucketBounds } from '../../testbed/mesh/draw/buckets'
import type { LedgerEdge } from './edges'

type DrawnEdge = GraphData['edges'][number]

/** Over what the ledger counted, and what a rate is averaged over. */
export type Spans = {
  scrapedSeconds: number
  windowSeconds: number
  /** How much a rate may be off; more than 5 % only where counters begin or end in the window. */
  share?: number
  /** How many calls' bytes may be missing, where a store guesses whether a first sample counts. */
  callsWithoutBytes?: number
}

/** A call's bytes, as a multiple of the mean. */
const largestCall = 1.25

/** The larger of a share and three in the window. */
const isNear = (
  drawn: number,
  count: number,
  { scrapedSeconds, windowSeconds, share = 0.05 }: Spans,
  unsure = 0,
) => {
  const wanted = count / scrapedSeconds
  return Math.abs(drawn - wanted) <= Math.max(wanted * share, 3 / windowSeconds, unsure)
}

/** In words: what is drawn and did not happen, what happened and is not drawn, what is off. */
export function disagreements(
  { nodes, edges }: Pick<GraphData, 'nodes' | 'edges'>,
  wanted: ReadonlyMap<string, LedgerEdge>,
  spans: Spans,
): string[] {
  const drawn = new Map(edges.map((edge) => [edge.id, edge]))
  const ends = new Set(edges.flatMap(({ source, target }) => [source, target]))
  const ofEdges = [...wanted].flatMap(([id, happened]) => {
    const edge = drawn.get(id)
    if (edge) return edgeDisagreements(edge, happened, spans).map((words) => `${id}: ${words}`)
    // What a counter's first scrape found, or next to nothing, is no rate yet.
    return isNear(0, happened.counts.requests + happened.counts.connectionsOpened, spans)
      ? []
      : [`${id}: is not drawn`]
  })
  return [
    ...edges
      .filter(({ id }) => !wanted.has(id))
      .map(({ id, traffic }) => `${id}: never happened, ${JSON.stringify(traffic)}`),
    ...nodes.filter(({ id }) => !ends.has(id)).map(({ id }) => `${id}: is alone`),
    ...ofEdges,
  ]
}

function edgeDisagreements(edge: DrawnEdge, happened: LedgerEdge, spans: Spans): string[] {
  const { traffic } = edge
  const { counts } = happened
  const { callsWithoutBytes = 0, scrapedSeconds } = spans
  const missing = (callsWithoutBytes * largestCall) / (counts.requests || 1) / scrapedSeconds
  const rates: [string, number | null | undefined, number, unsure?: number][] = [
    ['requests', traffic.requestsPerSecond, counts.requests],
    ['connections', traffic.connectionsPerSecond, counts.connectionsOpened],
    [
      'bytes received',
      traffic.bytesPerSecond?.received,
      counts.receivedBytes,
      counts.receivedBytes * missing,
    ],
    ['bytes sent', traffic.bytesPerSecond?.sent, counts.sentBytes, counts.sentBytes * missing],
    ['request messages', traffic.messagesPerSecond?.request, counts.requestMessages],
    ['response messages', traffic.messagesPerSecond?.response, counts.responseMessages],
  ]
  return [
    ...rates
      .filter(([, drawn, count, unsure]) => !isNear(drawn ?? 0, count, spans, unsure))
      .map(([name, drawn, count]) => `${name} ${drawn}, not ${count / spans.scrapedSeconds}`),
    ...codeDisagreements(edge, happened, spans),
    ...errorDisagreements(edge, happened, spans),
    ...securityDisagreements(edge, happened),
    ...latencyDisagreements(edge, happened),
  ]
}

function codeDisagreements({ traffic }: DrawnEdge, { byCode }: LedgerEdge, spans: Spans): string[] {
  const drawn = new Map(
    traffic.byCode.map(({ code, grpcStatus, flags, requestsPerSecond }) => [
      `${code} ${grpcStatus ?? ''} ${flags}`,
      requestsPerSecond,
    ]),
  )
  return [...new Set([...byCode.keys(), ...drawn.keys()])].flatMap((outcome) =>
    isNear(drawn.get(outcome) ?? 0, byCode.get(outcome) ?? 0, spans)
      ? []
      : [`${outcome} ${drawn.get(outcome)}, not ${byCode.get(outcome)} in the window`],
  )
}

/** Of gRPC those that are a server's fault: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED and so on. */
const failingStatuses = ['2', '4', '12', '13', '14', '15']

function isFailed(outcome: string): boolean {
  const [code = '', status = '', flags = ''] = outcome.split(' ')
  if (code === '0') return !flags.split(',').includes('DC')
  return code.startsWith('5') || failingStatuses.includes(status)
}

function errorDisagreements(
  { traffic }: DrawnEdge,
  { byCode, counts }: LedgerEdge,
  spans: Spans,
): string[] {
  const failed = [...byCode].reduce(
    (sum, [outcome, count]) => sum + (isFailed(outcome) ? count : 0),
    0,
  )
  const drawn = (traffic.errorRatio ?? 0) * (traffic.requestsPerSecond ?? 0)
  return isNear(drawn, failed, spans)
    ? []
    : [`error share ${traffic.errorRatio}, not ${failed / counts.requests}`]
}

/** ztunnel writes `unknown` for plaintext, a sidecar `none`: the encrypted share is what both tell. */
function securityDisagreements({ mtls }: DrawnEdge, { measured, encrypted }: LedgerEdge): string[] {
  if (measured === 0 || mtls === null)
    return (measured === 0) === (mtls === null) ? [] : [`mTLS ${mtls}, measured ${measured}`]
  const share = encrypted / measured
  return Math.abs(mtls.mutualTls - share) <= Math.max(0.05, 3 / measured)
    ? []
    : [`mTLS share ${mtls.mutualTls}, not ${share}`]
}

/** Quantiles lie in the same bucket, or in the next. */
function latencyDisagreements({ latencyMs }: DrawnEdge, { durations }: LedgerEdge): string[] {
  const all = durations.reduce((sum, count) => sum + count, 0)
  // Of less than this the larger quantiles are one request's.
  if (latencyMs === null || all < 20) return []
  const quantiles: [number, number | null][] = [
    [0.5, latencyMs.p50],
    [0.95, latencyMs.p95],
    [0.99, latencyMs.p99],
  ]
  return quantiles.flatMap(([share, drawn]) => {
    const wanted = bucketOfRank(share * all, durations)
    const found = bucketBounds.findIndex((bound) => bound >= (drawn ?? Number.NaN))
    return Math.abs(wanted - found) <= 1
      ? []
      : [`p${share * 100} ${drawn} ms, not about ${bucketBounds[wanted]}`]
  })
}

function bucketOfRank(rank: number, durations: readonly number[]): number {
  let reached = 0
  return durations.findIndex((count) => {
    reached += count
    return reached >= rank
  })
}
