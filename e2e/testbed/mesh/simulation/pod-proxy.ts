import { type Histogram, newHistogram } from '../draw/histogram'
import type { MetricLabels } from '../report/peer-labels'
import type { MeshPod } from '../world/mesh-pod'

/** The counters of one label set of one proxy. */
export type CallSeries = {
  labels: MetricLabels
  requests: number
  histograms: { duration: Histogram; requestBytes: Histogram; responseBytes: Histogram } | null
}

/** A pod's proxy: its counters begin at zero with the pod and go with it. */
export type PodProxy = { pod: MeshPod; target: MetricLabels; series: Map<string, CallSeries> }

/** Histograms cost 66 series beside each request counter; big meshes go without. */
export type MetricsScope = 'requests' | 'all'

/** The labels that Prometheus' service discovery puts on whatever it scrapes from this pod. */
const targetLabels = ({ namespace, name, ip }: MeshPod): MetricLabels => ({
  job: 'kubernetes-pods',
  instance: `${ip}:15020`,
  namespace,
  pod: name,
})

export const newPodProxy = (pod: MeshPod): PodProxy => ({
  pod,
  target: targetLabels(pod),
  series: new Map(),
})

const newHistograms = () => ({
  duration: newHistogram(),
  requestBytes: newHistogram(),
  responseBytes: newHistogram(),
})

/** Found by its labels, so that counters go on when only routes have changed. */
export function callSeries(
  { series }: PodProxy,
  labels: MetricLabels,
  scope: MetricsScope,
): CallSeries {
  const key = Object.values(labels).join('\n')
  const known = series.get(key)
  if (known) return known
  const fresh = { labels, requests: 0, histograms: scope === 'all' ? newHistograms() : null }
  series.set(key, fresh)
  return fresh
}
