import type { MetricLabels } from '../report/peer-labels'

/** Its labels are the same object every time. */
export type OwnMetric = { name: string; labels: MetricLabels } & (
  | { type: 'counter' | 'gauge'; value: number }
  | { type: 'histogram'; bounds: readonly number[]; counts: readonly number[]; sum: number }
)

export const istioVersion = '1.31.1'

export const pushTypes = ['cds', 'eds', 'lds', 'rds'] as const
export type PushType = (typeof pushTypes)[number]

/** A histogram with bounds of its own; counts are not cumulative, the last one is +Inf. */
export type Distribution = { bounds: readonly number[]; counts: number[]; sum: number }

export const distribution = (bounds: readonly number[]): Distribution => ({
  bounds,
  counts: [...bounds, Number.POSITIVE_INFINITY].map(() => 0),
  sum: 0,
})

export function add(to: Distribution, value: number): void {
  const index = [...to.bounds, Number.POSITIVE_INFINITY].findIndex((bound) => value <= bound)
  to.counts[index] = (to.counts[index] ?? 0) + 1
  to.sum += value
}

/** What the control plane knows of itself. */
export type IstiodState = {
  now: number
  startedAt: number
  connected: number
  services: number
  virtualServices: number
  events: number
  pushes: Readonly<Record<PushType, number>>
  convergenceSeconds: Distribution
  configBytes: Distribution
  signedCertificates: number
  rootExpiresAt: number
}

const none: MetricLabels = {}
const labels = {
  build: { component: 'pilot', tag: istioVersion },
  info: { version: `${istioVersion}-b7c3f4d-Clean` },
  version: { version: istioVersion },
  local: { cluster_type: 'local' },
  config: { type: 'config' },
} as const
const typeLabels = Object.fromEntries(pushTypes.map((type) => [type, { type }]))

const gauge = (name: string, value: number, of: MetricLabels = none): OwnMetric => ({
  name,
  labels: of,
  type: 'gauge',
  value,
})
const counter = (name: string, value: number, of: MetricLabels = none): OwnMetric => ({
  name,
  labels: of,
  type: 'counter',
  value,
})
const histogram = (name: string, of: Distribution): OwnMetric => ({
  name,
  labels: none,
  type: 'histogram',
  ...of,
})

/** https://istio.io/latest/docs/reference/commands/pilot-discovery/#metrics */
export const istiodMetrics = (state: IstiodState): OwnMetric[] => [
  gauge('istio_build', 1, labels.build),
  gauge('pilot_info', 1, labels.info),
  gauge('istiod_uptime_seconds', Math.max(0, (state.now - state.startedAt) / 1000)),
  gauge('istiod_managed_clusters', 1, labels.local),
  gauge('pilot_xds', state.connected, labels.version),
  gauge('pilot_services', state.services),
  gauge('pilot_virt_services', state.virtualServices),
  ...pushTypes.map((type) => counter('pilot_xds_pushes', state.pushes[type], typeLabels[type])),
  counter('pilot_push_triggers', state.events, labels.config),
  histogram('pilot_proxy_convergence_time', state.convergenceSeconds),
  histogram('pilot_xds_config_size_bytes', state.configBytes),
  counter('citadel_server_csr_count', state.signedCertificates),
  counter('citadel_server_success_cert_issuance_count', state.signedCertificates),
  gauge('citadel_server_root_cert_expiry_timestamp', state.rootExpiresAt / 1000),
  gauge('citadel_server_root_cert_expiry_seconds', (state.rootExpiresAt - state.now) / 1000),
  gauge('citadel_server_cert_chain_expiry_timestamp', state.rootExpiresAt / 1000),
  gauge('citadel_server_cert_chain_expiry_seconds', (state.rootExpiresAt - state.now) / 1000),
]
