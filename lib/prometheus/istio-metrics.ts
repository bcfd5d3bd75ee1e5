import 'server-only'
import type { GraphView } from '../domain/service-graph/graph'
import {
  countedAtDestination,
  countedAtSource,
  measuredAtServer,
  reaching,
  type Scope,
  touching,
} from './counting-rule'
import { hopLabels, hopLabelsOf, outcomeLabels, securityLabels } from './istio-labels'
import type { VectorShape } from './parse-vector'
import { labelled, seen, selector, sumBy, union } from './promql'

/** The questions a graph asks, whatever the number of namespaces: six of them at most. */
export type Question = VectorShape & { query: string }

/** What the counting rule keeps of a metric, in its two halves. */
const halves = (metric: string, scope: Scope) => [
  countedAtSource(metric, reaching(scope)),
  countedAtDestination(metric, touching(scope)),
]

/** In two questions, which the store answers side by side. */
export const requests = (scope: Scope): Question[] =>
  halves('istio_requests_total', scope).map((half) => ({
    groupLabels: hopLabels,
    labels: outcomeLabels,
    query: seen(sumBy([...hopLabels, ...outcomeLabels], half)),
  }))

const tcpMetrics = {
  sentBytes: 'istio_tcp_sent_bytes_total',
  receivedBytes: 'istio_tcp_received_bytes_total',
  connections: 'istio_tcp_connections_opened_total',
} as const

export const tcp = (scope: Scope): Question => ({
  groupLabels: hopLabels,
  labels: ['quantity'],
  query: union(
    Object.entries(tcpMetrics).map(([quantity, metric]) =>
      labelled(seen(sumBy(hopLabels, union(halves(metric, scope)))), 'quantity', quantity),
    ),
  ),
})

/**
 * Buckets, not quantiles: only buckets can be added up when edges are merged. Empty ones come too:
 * they tell where the first full one begins.
 */
export const latencyBuckets = (view: GraphView, scope: Scope): Question => ({
  groupLabels: hopLabelsOf(view),
  labels: ['le'],
  query: sumBy(
    [...hopLabelsOf(view), 'le'],
    union(halves('istio_request_duration_milliseconds_bucket', scope)),
  ),
})

/** Requests and connections differ in their request_protocol, so one answer holds both. */
export const security = (view: GraphView, scope: Scope): Question => {
  const labels = [...hopLabelsOf(view), ...securityLabels]
  return {
    groupLabels: hopLabelsOf(view),
    labels: securityLabels,
    query: union(
      ['istio_requests_total', tcpMetrics.connections].map((metric) =>
        seen(sumBy(labels, measuredAtServer(metric, touching(scope)))),
      ),
    ),
  }
}

/** Long enough for two scrapes of any sensible interval, short enough to be cheap. */
export const longestLookForScrapes = 300

/**
 * When a proxy was last scraped, and how many scrapes of one proxy the window holds. Every proxy
 * exports exactly one istio_build: this costs a fiftieth of asking the request counters.
 */
export const scrapes = ({ windowSeconds }: Pick<Scope, 'windowSeconds'>): Question => {
  const build = selector('istio_build', [['component', '=~', 'proxy|ztunnel']])
  const look = Math.min(windowSeconds, longestLookForScrapes)
  return {
    groupLabels: [],
    labels: ['fact'],
    query: union([
      labelled(`max(timestamp(${build}))`, 'fact', 'newest'),
      labelled(`max(count_over_time(${build}[${look}s]))`, 'fact', 'count'),
    ]),
  }
}
