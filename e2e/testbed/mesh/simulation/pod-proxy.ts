import { clear, type Histogram, newHistogram } from '../draw/histogram'
import type { Report } from '../report/ended'
import type { MetricLabels } from '../report/peer-labels'
import type { MeshPod } from '../world/mesh-pod'
import type { Istiod } from './istiod'

/** The counters of one label set of requests. */
export type RequestSeries = {
  labels: MetricLabels
  requests: number
  histograms: { duration: Histogram; requestBytes: Histogram; responseBytes: Histogram } | null
}

/** Of connections from their start on. Received is what the client sent, for both reporters. */
export type ConnectionSeries = {
  labels: MetricLabels
  opened: number
  receivedBytes: number
  sentBytes: number
}

/** Of connections at their end, with the flag that says why: only a ztunnel adds one. */
export type ClosingSeries = { labels: MetricLabels; closed: number; failed: number }

/** Of messages of gRPC, which are counted without regard to how a call ends. */
export type MessageSeries = { labels: MetricLabels; request: number; response: number }

/** What is scraped in one pod, its proxy as a rule: the counters begin at zero with the pod and go with it. */
export type PodProxy = {
  pod: MeshPod
  target: MetricLabels
  requests: Map<string, RequestSeries>
  connections: Map<string, ConnectionSeries>
  closings: Map<string, ClosingSeries>
  messages: Map<string, MessageSeries>
  /** In istiod's own pod, which has no proxy. */
  istiod: Istiod | null
}

/** Histograms cost 66 series beside each request counter; big meshes go without. */
export type MetricsScope = 'requests' | 'all'

/** The labels that Prometheus' service discovery puts on whatever it scrapes from this pod. */
const targetLabels = ({ namespace, name, ip, labels }: MeshPod): MetricLabels => ({
  job: 'kubernetes-pods',
  instance: `${ip}:${labels.app === 'istiod' ? 15014 : 15020}`,
  namespace,
  pod: name,
  // A relabelling that keeps pod labels; on sidecars the metrics' own labels say more.
  ...(labels.app === 'ztunnel' || labels.app === 'istiod' ? { app: labels.app } : {}),
})

export const newPodProxy = (pod: MeshPod, istiod: Istiod | null = null): PodProxy => ({
  pod,
  target: targetLabels(pod),
  requests: new Map(),
  connections: new Map(),
  closings: new Map(),
  messages: new Map(),
  istiod,
})

/** As when its container is started again: the pod is the same, every counter begins at zero. */
export function restart({ requests, connections, closings, messages }: PodProxy): void {
  for (const series of requests.values()) {
    series.requests = 0
    for (const histogram of Object.values(series.histograms ?? {})) clear(histogram)
  }
  for (const series of connections.values()) {
    Object.assign(series, { opened: 0, receivedBytes: 0, sentBytes: 0 })
  }
  for (const series of closings.values()) Object.assign(series, { closed: 0, failed: 0 })
  for (const series of messages.values()) Object.assign(series, { request: 0, response: 0 })
}

const keyOf = (labels: MetricLabels) => Object.values(labels).join('\n')

/** Found by its labels, so that counters go on when only routes have changed. */
function found<Series>(all: Map<string, Series>, labels: MetricLabels, fresh: () => Series) {
  const key = keyOf(labels)
  const known = all.get(key)
  if (known) return known
  const series = fresh()
  all.set(key, series)
  return series
}

const newHistograms = () => ({
  duration: newHistogram(),
  requestBytes: newHistogram(),
  responseBytes: newHistogram(),
})

export const requestSeries = (proxy: PodProxy, labels: MetricLabels, scope: MetricsScope) =>
  found<RequestSeries>(proxy.requests, labels, () => ({
    labels,
    requests: 0,
    histograms: scope === 'all' ? newHistograms() : null,
  }))

export const connectionSeries = (proxy: PodProxy, { labels }: Report) =>
  found<ConnectionSeries>(proxy.connections, labels, () => ({
    labels,
    opened: 0,
    receivedBytes: 0,
    sentBytes: 0,
  }))

export function closingSeries(proxy: PodProxy, { labels: atStart, closedFlags }: Report) {
  const isSame = atStart.response_flags === closedFlags
  const labels = isSame ? atStart : { ...atStart, response_flags: closedFlags }
  return found<ClosingSeries>(proxy.closings, labels, () => ({ labels, closed: 0, failed: 0 }))
}

const ofTheEnd = new Set([
  'request_protocol',
  'response_code',
  'grpc_response_status',
  'response_flags',
  'connection_security_policy',
])

/** They carry only who talks to whom. */
export function messageSeries(proxy: PodProxy, all: MetricLabels) {
  const labels = Object.fromEntries(Object.entries(all).filter(([name]) => !ofTheEnd.has(name)))
  return found<MessageSeries>(proxy.messages, labels, () => ({ labels, request: 0, response: 0 }))
}
