/**
 * What flowed over one edge, or in or out of one node, in the window.
 * HTTP (and gRPC) is counted in requests, TCP in connections and bytes; the two are never added up.
 * `null` means "not seen" or "not asked for", never zero.
 */
export type Traffic = {
  /** Requests per second; `null` where no HTTP or gRPC was seen. */
  requestsPerSecond: number | null
  /** Failed ÷ all requests, 0–1; `null` when nothing was sent: silence is not success. */
  errorRatio: number | null
  /** Refused for the caller's own fault (4xx, gRPC alike) ÷ all, 0–1; never part of `errorRatio`. */
  clientErrorRatio: number | null
  /** The caller hung up before an answer ÷ all, 0–1; no failure of the destination's. */
  cancelledRatio: number | null
  /** Largest first; empty where no HTTP or gRPC was seen. */
  byCode: CodeRate[]
  /** gRPC messages per second; `null` where none were seen. */
  messagesPerSecond: { request: number; response: number } | null
  /**
   * `sent` flows towards the client, `received` from it, as Istio names them. Of HTTP only when
   * asked for: bytes on the wire, headers included.
   */
  bytesPerSecond: { sent: number; received: number } | null
  /** TCP connections opened per second. */
  connectionsPerSecond: number | null
}

/** Requests with one outcome. */
export type CodeRate = {
  /** HTTP status as Envoy writes it; `"0"` when no response was started. */
  code: string
  /** `"0"` to `"16"`; `null` for plain HTTP. */
  grpcStatus: string | null
  /** Envoy's response flags, comma separated; `"-"` for none. */
  flags: string
  requestsPerSecond: number
}

/** Latency quantiles in milliseconds; a member is `null` when the buckets cannot tell. */
export type LatencyMs = { p50: number | null; p95: number | null; p99: number | null }

/** Shares of what was seen, 0–1, sum 1. */
export type SecurityShares = { mutualTls: number; plaintext: number; unknown: number }
