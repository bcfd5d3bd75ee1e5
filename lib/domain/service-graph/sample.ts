import type { Quantity } from '../traffic/tally'
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

/**
 * Everything that says between whom a series counts. Facts of one edge are joined on this.
 * Series of the same hop share one object, so what is worked out of it is worked out once.
 */
export type Hop = {
  reporter: Reporter
  protocol: Protocol
  /** `null`: the viewer may not see who. */
  source: Peer | null
  destination: Peer | null
  /** destination_service: the host; may be a raw Host header with a port. It tells the namespace. */
  destinationService: string
  /** destination_service_name: a short name, or one of Istio's catch-all clusters. */
  destinationServiceName: string
  /** Copies that a route mirrors: only the destination reports them. */
  mirrored: boolean
}

export type RequestSample = {
  hop: Hop
  code: string
  grpcStatus: string | null
  flags: string
  requestsPerSecond: number
}

export type VolumeSample = {
  hop: Hop
  quantity: Quantity
  perSecond: number
}

/** Cumulative bucket: requests per second that took at most `le` milliseconds (`Infinity` for +Inf). */
export type LatencySample = { hop: Hop; le: number; requestsPerSecond: number }

/** connection_security_policy of requests (of connections for TCP), only where it is measured. */
export type SecuritySample = {
  hop: Hop
  policy: 'mutual_tls' | 'none' | 'unknown'
  sourcePrincipal: string
  destinationPrincipal: string
  perSecond: number
}

/** All that was seen in the window; `latency` and `security` are `null` when not asked for. */
export type TrafficSamples = {
  requests: readonly RequestSample[]
  volumes: readonly VolumeSample[]
  latency: readonly LatencySample[] | null
  security: readonly SecuritySample[] | null
}
