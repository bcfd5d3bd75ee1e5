import type { Peer } from '../../lib/domain/service-graph/sample'
import type { WrittenSeries } from '../testbed/prometheus/write-request'

/** What proxies report, written straight into a store: counters that rise evenly. */

type Labels = Readonly<Record<string, string>>

export const peer = (app: string, namespace: string, more: Partial<Peer> = {}): Peer => ({
  cluster: 'east',
  namespace,
  workload: `${app}-v1`,
  app,
  version: 'v1',
  ...more,
})

/** What a proxy writes of a peer that it knows nothing of. */
export const nobody: Peer = {
  cluster: 'unknown',
  namespace: 'unknown',
  workload: 'unknown',
  app: 'unknown',
  version: 'latest',
}

export type Report = {
  reporter: 'source' | 'destination' | 'waypoint'
  from: Peer
  to: Peer
  /** Labels that are not as usual. */
  labels?: Labels
}

const endLabels = (end: 'source' | 'destination', one: Peer): Labels => ({
  [`${end}_cluster`]: one.cluster,
  [`${end}_workload_namespace`]: one.namespace,
  [`${end}_workload`]: one.workload,
  [`${end}_canonical_service`]: one.app,
  [`${end}_canonical_revision`]: one.version,
  [`${end}_principal`]: 'unknown',
})

const reportLabels = ({ reporter, from, to, labels }: Report): Labels => ({
  reporter,
  request_protocol: 'http',
  ...endLabels('source', from),
  ...endLabels('destination', to),
  destination_service: `${to.app}.${to.namespace}.svc.cluster.local`,
  destination_service_name: to.app,
  destination_service_namespace: to.namespace,
  // A sidecar's client side never tells.
  connection_security_policy: reporter === 'source' ? 'unknown' : 'mutual_tls',
  ...labels,
})

/** No series of these differs but in what is said: as if each came from a pod of its own. */
export type Rising = { name: string; labels: Labels; perSecond: number }

const rising = (name: string, report: Report, perSecond: number, labels: Labels = {}): Rising => ({
  name,
  labels: { ...reportLabels(report), ...labels },
  perSecond,
})

export const requests = (report: Report, perSecond: number): Rising =>
  rising('istio_requests_total', report, perSecond, {
    response_code: '200',
    response_flags: '-',
    ...report.labels,
  })

/** Requests per second that took at most so many milliseconds. */
export const durations = (report: Report, buckets: Readonly<Record<string, number>>): Rising[] =>
  Object.entries(buckets).map(([le, perSecond]) =>
    rising('istio_request_duration_milliseconds_bucket', report, perSecond, { le }),
  )

type Tcp = { sent: number; received: number; connections: number }

export const tcp = (report: Report, { sent, received, connections }: Tcp): Rising[] => {
  const labels = { request_protocol: 'tcp' }
  return [
    rising('istio_tcp_sent_bytes_total', report, sent, labels),
    rising('istio_tcp_received_bytes_total', report, received, labels),
    rising('istio_tcp_connections_opened_total', report, connections, labels),
  ]
}

/** gRPC's messages carry the two ends and nothing else. */
export const messages = (report: Report, perSecond: { request: number; response: number }) => {
  const { request_protocol: _, connection_security_policy: __, ...labels } = reportLabels(report)
  return (['request', 'response'] as const).map((way) => ({
    name: `istio_${way}_messages_total`,
    labels,
    perSecond: perSecond[way],
  }))
}

export const bytes = (report: Report, { sent, received }: { sent: number; received: number }) => [
  rising('istio_response_bytes_sum', report, sent),
  rising('istio_request_bytes_sum', report, received),
]

/** As if a proxy was scraped there. */
export const scrapedAt = (instance: string, job: string, one: Rising): Rising => ({
  ...one,
  labels: { ...one.labels, instance, job },
})

export const build: Rising = {
  name: 'istio_build',
  labels: { component: 'proxy', tag: '1.31.1' },
  perSecond: 0,
}

const interval = 15_000
const span = 600_000

/** Scraped evenly for ten minutes until a moment; what a rate makes of it is exact. */
export function scrapedUntil(at: number, series: readonly Rising[]): WrittenSeries[] {
  const times = Array.from({ length: span / interval + 1 }, (_, one) => at - span + one * interval)
  return series.map(({ name, labels, perSecond }) => ({
    labels: { __name__: name, ...labels },
    times,
    // Far from zero: Prometheus does not extrapolate a counter to before it was born.
    values: times.map((time) => 1e6 + (perSecond * (time - at + span)) / 1000),
  }))
}
