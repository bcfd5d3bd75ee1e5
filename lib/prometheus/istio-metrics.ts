import 'server-only'
import type { GraphView } from '../domain/service-graph/graph'
import {
  countedAtDestination,
  countedAtSource,
  measuredAtServer,
  type Scope,
} from './counting-rule'
import { hopLabels, hopLabelsOf, outcomeLabels, securityLabels } from './istio-labels'
import type { VectorShape } from './parse-vector'
import { labelled, seen, selector, union } from './promql'

/** The questions a graph asks, whatever the number of namespaces: six of them at most. */
export type Question = VectorShape & { query: string }

const requestLabels = [...hopLabels, ...outcomeLabels]

/** In two questions, which the store answers side by side. */
export const requests = (scope: Scope): Question[] =>
  [countedAtSource, countedAtDestination].map((counted) => ({
    groupLabels: hopLabels,
    labels: outcomeLabels,
    query: seen(counted('istio_requests_total', requestLabels, scope)),
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
    Object.entries(tcpMetrics).flatMap(([quantity, metric]) =>
      [countedAtSource, countedAtDestination].map((counted) =>
        labelled(seen(counted(metric, hopLabels, scope)), 'quantity', quantity),
      ),
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
  query: union(
    [countedAtSource, countedAtDestination].map((counted) =>
      counted('istio_request_duration_milliseconds_bucket', [...hopLabelsOf(view), 'le'], scope),
    ),
  ),
})

/** Requests and connections differ in their request_protocol, so one answer holds both. */
export const security = (view: GraphView, scope: Scope): Question => ({
  groupLabels: hopLabelsOf(view),
  labels: securityLabels,
  query: union(
    ['istio_requests_total', 'istio_tcp_connections_opened_total'].map((metric) =>
      measuredAtServer(metric, [...hopLabelsOf(view), ...securityLabels], scope),
    ),
  ),
})

/** Long enough for two scrapes of any sensible interval, short enough to be cheap. */
const longestLookForScrapes = 300

/**
 * When a proxy was last scraped, and how many scrapes of one proxy the window holds. Every proxy
 * exports exactly one istio_build: this costs a thousandth of asking the request counters.
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
