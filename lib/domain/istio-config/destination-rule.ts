import type { ConfigObject } from './config-object'

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export type DestinationRule = ConfigObject & {
  host: string
  subsets: readonly Subset[]
  /** As written; none means what the mesh has as its default. */
  exportTo: readonly string[]
  /** Empty: for every client. */
  workloadSelector: Readonly<Record<string, string>>
  trafficPolicy: TrafficPolicy | null
}

export type Subset = {
  name: string
  labels: Readonly<Record<string, string>>
  trafficPolicy: TrafficPolicy | null
}

export type TlsSettings = {
  /** `null` where no mode is written, which Istio reads as DISABLE. */
  mode: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL' | null
}

export type PolicySettings = {
  /** `null` where there is no `tls` block: automatic mutual TLS. */
  tls: TlsSettings | null
  connectionPool: boolean
  outlierDetection: boolean
  /** What its circuit breaker is made of, each as written: `http1MaxPendingRequests: 1`. */
  limits?: readonly string[]
  /** Load balancing PASSTHROUGH: calls go to the address that the client dialled. */
  passthrough: boolean
}

export type TrafficPolicy = PolicySettings & {
  /** Each stands for its port instead of the policy, not on top of it. Service port numbers. */
  ports: readonly (PolicySettings & { port: number })[]
}
