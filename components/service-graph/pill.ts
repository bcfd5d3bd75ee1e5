import type { Edge, ServiceGraph } from '@/lib/domain/service-graph/graph'
import { formatBytesPerSecond } from '@/lib/format/bytes'
import { formatLatency } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { formatRate } from '@/lib/format/rate'
import type { EdgeLabel } from '@/lib/search-params/graph'
import { type EdgeTone, edgeTone, isTrouble } from './words'

/** What is written on the middle of an edge. */
export type Pill = { parts: string[]; tone: EdgeTone; width: number }

/** One writer per label; `null` where there is nothing to say, which is not the same as zero. */
const writers: Record<EdgeLabel, (edge: Edge) => string | null> = {
  rate: ({ protocol, traffic }) => {
    if (protocol === 'tcp') return bytesWords(traffic.bytesPerSecond)
    return traffic.requestsPerSecond === null ? null : formatRate(traffic.requestsPerSecond)
  },
  share: ({ share }) => (share === null ? null : formatPercent(share)),
  // A healthy edge stays quiet: its colour says it, the panel has the figure.
  errors: ({ traffic: { errorRatio } }) =>
    errorRatio ? `${formatPercent(errorRatio)} errors` : null,
  p50: ({ latencyMs }) => latencyWords(latencyMs?.p50),
  p95: ({ latencyMs }) => latencyWords(latencyMs?.p95),
  p99: ({ latencyMs }) => latencyWords(latencyMs?.p99),
  bytes: ({ traffic }) => bytesWords(traffic.bytesPerSecond),
  mtls: ({ mtls }) => {
    if (mtls === null) return null
    if (mtls.mutualTls === 1) return 'mTLS'
    return mtls.plaintext > 0
      ? `${formatPercent(mtls.plaintext)} plaintext`
      : `${formatPercent(mtls.mutualTls)} mTLS`
  },
}

const latencyWords = (ms: number | null | undefined) => (ms == null ? null : formatLatency(ms))

const bytesWords = (bytes: Edge['traffic']['bytesPerSecond']) =>
  bytes === null ? null : formatBytesPerSecond(bytes.sent + bytes.received)

export const pillHeight = 20
const characterWidth = 6
const separatorWidth = 11
const symbolWidth = 14
const sidePadding = 16

/** An estimate on the wide side, so that places can be found before anything is drawn. */
const widthOf = (parts: readonly string[], hasSymbol: boolean) =>
  Math.ceil(
    sidePadding +
      parts.join('').length * characterWidth +
      Math.max(0, parts.length - 1) * separatorWidth +
      (hasSymbol ? symbolWidth : 0),
  )

/** `null` where there is nothing to write: a healthy edge of which nothing was asked. */
export function toPill(edge: Edge, labels: readonly EdgeLabel[]): Pill | null {
  const tone = edgeTone(edge)
  const parts = [...new Set(labels.map((label) => writers[label](edge)))].filter(
    (part) => part !== null,
  )
  return parts.length > 0 || isTrouble(tone)
    ? { parts, tone, width: widthOf(parts, isTrouble(tone)) }
    : null
}

export type EdgePill = { edgeId: string; pill: Pill }

/**
 * Loud edges first, as they choose their places first. Only tenfold differences count, so that
 * pills do not swap places at every refresh.
 */
export function toPills({ edges }: ServiceGraph, labels: readonly EdgeLabel[]): EdgePill[] {
  const loudness = ({ traffic }: Edge) => Math.floor(Math.log10(traffic.requestsPerSecond ?? 0.001))
  return [...edges]
    .sort((a, b) => loudness(b) - loudness(a) || (a.id < b.id ? -1 : 1))
    .flatMap((edge) => {
      const pill = toPill(edge, labels)
      return pill ? [{ edgeId: edge.id, pill }] : []
    })
}
