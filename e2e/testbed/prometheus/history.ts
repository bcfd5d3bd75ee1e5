import type { Series } from '../mesh/export/snapshot'
import type { Mesh } from '../mesh/mesh'
import { remoteWrite, type WrittenSeries } from './remote-write'

export type HistoryPlan = {
  hours?: number
  /** The most that lies between two scrapes. */
  stepSeconds?: number
  /** The end of the history is as dense as live scrapes are. */
  recentStepSeconds?: number
}

type HistorySource = Pick<Mesh, 'advanceTo' | 'snapshot'>

const usual: Required<HistoryPlan> = { hours: 24, stepSeconds: 120, recentStepSeconds: 2 }

/**
 * Who looks back an hour looks through a window of an hour, by some hundred steps: two scrapes are
 * in each when none is further from the next than this part of its age. Older ones
 * are fewer, for writing them is what a start waits for.
 */
const partOfAge = 1 / 240

/** The moments at which the past was "scraped", in epoch ms, ascending, the last is `now`. */
export function historyTimes(now: number, plan: HistoryPlan = {}): number[] {
  const { hours, stepSeconds, recentStepSeconds } = { ...usual, ...plan }
  const start = now - hours * 3_600_000
  const [least, most] = [Math.min(recentStepSeconds, stepSeconds) * 1000, stepSeconds * 1000]
  const gapBefore = (at: number) =>
    Math.round(Math.max(least, Math.min(most, (now - at) * partOfAge)))
  const times = [now]
  for (let at = now - least; at > start; at -= gapBefore(at)) times.push(at)
  if (hours > 0) times.push(start)
  return times.reverse()
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
