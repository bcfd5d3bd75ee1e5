import type { MetricLabels } from '../report/peer-labels'
import type { PodProxy } from '../simulation/pod-proxy'
import type { Simulation } from '../simulation/simulation'
import { type Sample, type SamplesOptions, samplesOf } from './samples'

/** The same object in every snapshot, with the value of the newest. */
export type Series = {
  name: string
  /** Nothing empty, no `__name__`; frozen, and shared by names alike in labels. */
  labels: MetricLabels
  value: number
}

/** As Prometheus would store it: the target's labels beside the sample's, nothing empty. */
function storedLabels({ labels, le }: Sample, target: MetricLabels): MetricLabels {
  const all = { ...labels, ...(le === null ? {} : { le }), ...target }
  return Object.freeze(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')))
}

type Slot = { sample: Sample; series: Series }

const isOf = ({ sample }: Slot, { labels, family, suffix, le }: Sample) =>
  sample.labels === labels &&
  sample.family === family &&
  sample.suffix === suffix &&
  sample.le === le

/** The series of one proxy, found by where they were the last time: they hardly ever move. */
function newSeriesBook({ target }: PodProxy) {
  const byLabels = new Map<MetricLabels, Map<string, Slot>>()
  const slots: Slot[] = []

  function find(sample: Sample): Slot {
    const ofLabels = byLabels.get(sample.labels) ?? new Map<string, Slot>()
    byLabels.set(sample.labels, ofLabels)
    const bound = sample.le ?? ''
    const name = sample.family + sample.suffix
    const known = ofLabels.get(`${name} ${bound}`)
    if (known) return known
    const alike = [...ofLabels.values()].find((slot) => slot.sample.le === sample.le)
    const labels = alike?.series.labels ?? storedLabels(sample, target)
    const slot = { sample, series: { name, labels, value: 0 } }
    ofLabels.set(`${name} ${bound}`, slot)
    return slot
  }

  return (sample: Sample, position: number): Series => {
    let slot = slots[position]
    if (!slot || !isOf(slot, sample)) {
      slot = find(sample)
      slots[position] = slot
    }
    slot.series.value = sample.value
    return slot.series
  }
}

/** Reads every proxy as one scrape at the clock's time. */
export function snapshotter(
  simulation: Simulation,
  options: SamplesOptions = {},
): () => Generator<Series> {
  const books = new WeakMap<PodProxy, ReturnType<typeof newSeriesBook>>()

  return function* snapshot() {
    for (const [pod, proxy] of simulation.proxies) {
      simulation.recordScrape(pod, simulation.now())
      const seriesOf = books.get(proxy) ?? newSeriesBook(proxy)
      books.set(proxy, seriesOf)
      let position = 0
      for (const sample of samplesOf(proxy, options)) yield seriesOf(sample, position++)
    }
  }
}
