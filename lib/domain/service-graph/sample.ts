import type { Protocol, Reporter } from './graph'

/** One end of a call as Istio's labels tell it; `'unknown'` and `''` are kept as reported. */
export type Peer = {
  cluster: string
  namespace: string
  workload: string
  /** canonical_service */
  app: string
  /** canonical_revision */
  version: string
}

/** Everything that says between whom a series counts. Facts of one edge are joined on this. */
export type Hop = {
  reporter: Reporter
  source: Peer
  destination: Peer
  /** destination_service: the host; may be a raw Host header with a port. */
  destinationService: string
  destinationServiceName: string
  destinationServiceNamespace: string
}

export type RequestSample = Hop & {
  protocol: Exclude<Protocol, 'tcp'>
  code: string
  grpcStatus: string | null
  flags: string
  requestsPerSecond: number
}

export type TcpSample = Hop & {
  quantity: 'sentBytes' | 'receivedBytes' | 'connections'
  perSecond: number
}

/** Cumulative bucket: requests per second that took at most `le` milliseconds (`Infinity` for +Inf). */
export type LatencySample = Hop & { le: number; requestsPerSecond: number }

/** connection_security_policy of requests or connections, only where it is measured. */
export type SecuritySample = Hop & {
  protocol: Protocol
  policy: 'mutual_tls' | 'none' | 'unknown'
  sourcePrincipal: string
  destinationPrincipal: string
  perSecond: number
}

/** All that was seen in the window; `latency` and `security` are `null` when not asked for. */
export type TrafficSamples = {
  requests: readonly RequestSample[]
  tcp: readonly TcpSample[]
  latency: readonly LatencySample[] | null
  security: readonly SecuritySample[] | null
}
