import { setImmediate as immediate } from 'node:timers/promises'
import type { Series } from '../mesh/export/snapshot'
import type { Mesh } from '../mesh/mesh'
import { remoteWrite } from './remote-write'
import type { WrittenSeries } from './write-request'

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
    size: () => bySeries.size,
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

export type HistoryProgress = (sentence: string) => void

/** More often nobody wants to be told. */
const tellEveryMs = 10_000

/** Lets the mesh live through these moments and writes what each scrape would have read. */
export async function writeHistory(
  mesh: HistorySource,
  prometheusUrl: string,
  times: readonly number[],
  tell: HistoryProgress = () => {},
): Promise<void> {
  const recording = newRecording()
  let toldAt = Date.now()
  for (const [scrape, at] of times.entries()) {
    if (Date.now() - toldAt > tellEveryMs) {
      toldAt = Date.now()
      tell(`Living through the past: ${scrape} of ${times.length} moments`)
    }
    mesh.advanceTo(at)
    let position = 0
    for (const series of mesh.snapshot()) recording.add(series, scrape, position++)
    // A moment of a big mesh takes a second: whoever wants this to end is heard in between.
    await immediate()
  }
  tell(`Writing the past of ${recording.size()} series into Prometheus`)
  await remoteWrite(prometheusUrl, recording.written(times))
}

/**
 * Writing takes seconds, in which the present moves on: writes what was missed, as dense as live
 * scrapes are, until it is caught. Each round is shorter than the one before it.
 */
export async function catchUp(
  mesh: HistorySource,
  prometheusUrl: string,
  { since, stepMs }: { since: number; stepMs: number },
): Promise<void> {
  let last = since
  while (Date.now() - last >= stepMs) {
    const now = Date.now()
    const times: number[] = []
    for (let at = last + stepMs; at < now; at += stepMs) times.push(at)
    times.push(now)
    await writeHistory(mesh, prometheusUrl, times)
    last = now
  }
}
