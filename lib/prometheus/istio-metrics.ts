import 'server-only'
import type { GraphView } from '../domain/service-graph/graph'
import {
  countedAtDestination,
  countedAtSource,
  type Mirrors,
  measuredAtClient,
  measuredAtServer,
  mirroredSurplus,
  proxyLabel,
  reaching,
  type Scope,
  touching,
} from './counting-rule'
import {
  hopLabels,
  hopLabelsOf,
  mirroredLabel,
  outcomeLabels,
  securityLabels,
} from './istio-labels'
import type { VectorShape } from './parse-vector'
import { labelled, maxOverTime, perSecond, seen, selector, sumBy, union, withHost } from './promql'

/** The questions a graph asks, whatever the number of namespaces: six of them at most. */
export type Question = VectorShape & { query: string }

/** What the counting rule keeps of a metric, in its two halves. */
const halves = (metric: string, scope: Scope) => [
  countedAtSource(metric, reaching(scope)),
  countedAtDestination(metric, touching(scope)),
]

/** In two questions, which the store answers side by side. */
export const requests = (scope: Scope, mirrors: Mirrors = []): Question[] => {
  const labels = [...hopLabels, ...outcomeLabels]
  const [atSource = '', atDestination = ''] = halves('istio_requests_total', scope).map((half) =>
    seen(sumBy(labels, half)),
  )
  const copies =
    mirrors.length === 0
      ? []
      : mirroredSurplus('istio_requests_total', labels, touching(scope), mirrors).map((vector) =>
          labelled(vector, mirroredLabel, 'true'),
        )
  return [atSource, union([atDestination, ...copies])].map((grown) => ({
    groupLabels: [...hopLabels, mirroredLabel],
    labels: outcomeLabels,
    query: perSecond(grown, scope.windowSeconds),
  }))
}

const tcpMetrics = {
  sentBytes: 'istio_tcp_sent_bytes_total',
  receivedBytes: 'istio_tcp_received_bytes_total',
  connections: 'istio_tcp_connections_opened_total',
} as const

/** On the wire, as the proxy before the client saw them: the answer is what is sent. */
const httpBytesMetrics = {
  sentBytes: 'istio_response_bytes_sum',
  receivedBytes: 'istio_request_bytes_sum',
} as const

/** Counted while a stream is open. They carry no protocol, as only gRPC has messages. */
const messageMetrics = {
  requestMessages: 'istio_request_messages_total',
  responseMessages: 'istio_response_messages_total',
} as const

/** What flows beside requests, in one question: TCP, gRPC's messages, and on request HTTP's bytes. */
export const volumes = (scope: Scope, { bytes }: { bytes: boolean }): Question => {
  const counted = (metrics: Record<string, string>) =>
    Object.entries(metrics).map(([quantity, metric]) =>
      labelled(seen(sumBy(hopLabels, union(halves(metric, scope)))), 'quantity', quantity),
    )
  const asGrpc = (vector: string) => labelled(vector, 'request_protocol', 'grpc')
  return {
    groupLabels: hopLabels,
    labels: ['quantity'],
    query: perSecond(
      union([
        ...counted(tcpMetrics),
        ...counted(messageMetrics).map(asGrpc),
        ...(bytes ? counted(httpBytesMetrics) : []),
      ]),
      scope.windowSeconds,
    ),
  }
}

/**
 * Buckets, not quantiles: only buckets can be added up when edges are merged. Empty ones come too:
 * they tell where the first full one begins.
 */
export const latencyBuckets = (view: GraphView, scope: Scope): Question => ({
  groupLabels: hopLabelsOf(view),
  labels: ['le'],
  query: perSecond(
    sumBy(
      [...hopLabelsOf(view), 'le'],
      union(halves('istio_request_duration_milliseconds_bucket', scope)),
    ),
    scope.windowSeconds,
  ),
})

/** Requests and connections differ in their request_protocol, so one answer holds both. */
export const security = (view: GraphView, scope: Scope): Question => {
  const labels = [...hopLabelsOf(view), ...securityLabels]
  return {
    groupLabels: hopLabelsOf(view),
    labels: securityLabels,
    query: perSecond(
      union(
        [
          measuredAtServer('istio_requests_total', touching(scope)),
          measuredAtServer(tcpMetrics.connections, touching(scope)),
          measuredAtClient(tcpMetrics.connections, touching(scope)),
        ].map((measured) => seen(sumBy(labels, measured))),
      ),
      scope.windowSeconds,
    ),
  }
}

/** Over this long scrapes are counted: several of any sensible interval, and cheap. */
export const scrapesSeconds = 300

/** One series for every proxy. */
export const proxyBuild = selector('istio_build', [['component', '=~', 'proxy|ztunnel']])

/** A scrape that fails ends every series of its proxy: then from the samples before it, to 15 s. */
const newestScrape = `max(timestamp(${proxyBuild})) or max(${maxOverTime(
  `timestamp(${proxyBuild})`,
  { overSeconds: scrapesSeconds, stepSeconds: 15 },
)})`

/**
 * When a proxy was last scraped, how many scrapes of one proxy there were of late, and how many
 * proxies are scraped more than once at a time. Every proxy exports exactly one istio_build: this
 * costs a fiftieth of asking the request counters. For a long window also how many series of
 * requests it would read, before they are.
 */
export const scrapes = (costOf: Scope | null = null): Question => {
  const perProxy = `count by (${proxyLabel},component) (${withHost(proxyBuild, proxyLabel, 'instance')})`
  return {
    groupLabels: [],
    labels: ['fact'],
    query: union([
      labelled(newestScrape, 'fact', 'newest'),
      labelled(`max(count_over_time(${proxyBuild}[${scrapesSeconds}s]))`, 'fact', 'count'),
      labelled(`count(${perProxy} > 1)`, 'fact', 'twice'),
      ...(costOf ? [labelled(requestSeries(costOf), 'fact', 'series')] : []),
    ]),
  }
}

const requestSeries = (scope: Scope) =>
  `count(${union(touching(scope).calls.map((matchers) => selector('istio_requests_total', matchers)))})`
