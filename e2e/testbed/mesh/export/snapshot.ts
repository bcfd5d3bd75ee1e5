import type { MetricLabels } from '../report/peer-labels'
import type { PodProxy } from '../simulation/pod-proxy'
import type { Simulation } from '../simulation/simulation'
import { type Sample, type SamplesOptions, samplesOf } from './samples'

export type Series = {
  name: string
  /** Nothing empty, no `__name__`; the same frozen object every time, shared by names alike in labels. */
  labels: MetricLabels
  value: number
}

/** As Prometheus would store it: the target's labels beside the sample's, nothing empty. */
function storedLabels({ labels, le }: Sample, target: MetricLabels): MetricLabels {
  const all = { ...labels, ...(le === null ? {} : { le }), ...target }
  return Object.freeze(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')))
}

type Cache = WeakMap<PodProxy, Map<MetricLabels, Map<string, MetricLabels>>>

/** Reads every proxy as one scrape at the clock's time. */
export function snapshotter(
  simulation: Simulation,
  options: SamplesOptions = {},
): () => Generator<Series> {
  const cache: Cache = new WeakMap()

  const labelsOf = (proxy: PodProxy, sample: Sample): MetricLabels => {
    const ofProxy = cache.get(proxy) ?? new Map<MetricLabels, Map<string, MetricLabels>>()
    cache.set(proxy, ofProxy)
    const byBound = ofProxy.get(sample.labels) ?? new Map<string, MetricLabels>()
    ofProxy.set(sample.labels, byBound)
    const bound = sample.le ?? ''
    const stored = byBound.get(bound) ?? storedLabels(sample, proxy.target)
    byBound.set(bound, stored)
    return stored
  }

  return function* snapshot() {
    for (const [pod, proxy] of simulation.proxies) {
      simulation.recordScrape(pod, simulation.now())
      for (const sample of samplesOf(proxy, options)) {
        const name = sample.family + sample.suffix
        yield { name, labels: labelsOf(proxy, sample), value: sample.value }
      }
    }
  }
}
