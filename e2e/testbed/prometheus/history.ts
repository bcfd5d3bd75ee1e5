import type { Series } from '../mesh/export/snapshot'
import type { Mesh } from '../mesh/mesh'
import { remoteWrite, type WrittenSeries } from './remote-write'

export type HistoryPlan = {
  hours?: number
  stepSeconds?: number
  /** The last hours are denser: people look at them through shorter windows. */
  nearHours?: number
  nearStepSeconds?: number
  /** The end of the history is as dense as live scrapes are. */
  recentMinutes?: number
  recentStepSeconds?: number
}

type HistorySource = Pick<Mesh, 'advanceTo' | 'snapshot'>

/** Half of the samples that a day in minutes takes: writing them is what a start waits for. */
const usual: Required<HistoryPlan> = {
  hours: 24,
  stepSeconds: 120,
  nearHours: 2,
  nearStepSeconds: 60,
  recentMinutes: 6,
  recentStepSeconds: 2,
}

/** The moments at which the past was "scraped", in epoch ms, ascending, the last is `now`. */
export function historyTimes(now: number, plan: HistoryPlan = {}): number[] {
  const { hours, stepSeconds, nearHours, nearStepSeconds, recentMinutes, recentStepSeconds } = {
    ...usual,
    ...plan,
  }
  const start = now - hours * 3_600_000
  const near = Math.max(start, now - nearHours * 3_600_000)
  const recent = Math.max(start, now - recentMinutes * 60_000)
  const times: number[] = []
  const fill = (from: number, to: number, stepMs: number) => {
    for (let at = from; at < to; at += stepMs) times.push(at)
  }
  fill(start, near, stepSeconds * 1000)
  fill(near, recent, Math.min(nearStepSeconds, stepSeconds) * 1000)
  fill(recent, now, recentStepSeconds * 1000)
  return [...times, now]
}

/** A series is in every scrape from its first one on, or gone for good. */
type Recorded = { labels: WrittenSeries['labels']; first: number; values: number[] }

/** By the series itself, which is the same in every snapshot; looked for where it was before. */
function newRecording() {
  const bySeries = new Map<Series, Recorded>()
  const places: { series: Series; recorded: Recorded }[] = []

  function find(series: Series, scrape: number): Recorded {
    const known = bySeries.get(series)
    if (known) return known
    const labels = { ...series.labels, __name__: series.name }
    const recorded = { labels, first: scrape, values: [] }
    bySeries.set(series, recorded)
    return recorded
  }

  return {
    add(series: Series, scrape: number, position: number) {
      let place = places[position]
      if (place?.series !== series) {
        place = { series, recorded: find(series, scrape) }
        places[position] = place
      }
      place.recorded.values.push(series.value)
    },
    *written(times: readonly number[]): Generator<WrittenSeries> {
      for (const { labels, first, values } of bySeries.values()) {
        yield { labels, times: times.slice(first, first + values.length), values }
      }
    },
  }
}

/** Lets the mesh live through these moments and writes what each scrape would have read. */
export async function writeHistory(
  mesh: HistorySource,
  prometheusUrl: string,
  times: readonly number[],
): Promise<void> {
  const recording = newRecording()
  times.forEach((at, scrape) => {
    mesh.advanceTo(at)
    let position = 0
    for (const series of mesh.snapshot()) recording.add(series, scrape, position++)
  })
  await remoteWrite(prometheusUrl, recording.written(times))
}

/** Writing takes seconds, in which the present moves on: writes what was missed until it is caught. */
export async function catchUp(
  mesh: HistorySource,
  prometheusUrl: string,
  since: number,
  stepMs = 2_000,
): Promise<void> {
  let last = since
  while (Date.now() - last >= stepMs) {
    const times: number[] = []
    for (let at = last + stepMs; at <= Date.now(); at += stepMs) times.push(at)
    await writeHistory(mesh, prometheusUrl, times)
    last = times.at(-1) ?? last
  }
}
