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
type Recording = Map<Series['labels'], Map<string, Recorded>>

/** Found by the identity of its labels, which a series keeps for life. */
function recordedOf(recording: Recording, { name, labels }: Series, scrape: number): Recorded {
  let byName = recording.get(labels)
  if (!byName) {
    byName = new Map()
    recording.set(labels, byName)
  }
  let recorded = byName.get(name)
  if (!recorded) {
    recorded = { labels: { ...labels, __name__: name }, first: scrape, values: [] }
    byName.set(name, recorded)
  }
  return recorded
}

function* allOf(recording: Recording, times: readonly number[]): Generator<WrittenSeries> {
  for (const byName of recording.values()) {
    for (const { labels, first, values } of byName.values()) {
      yield { labels, times: times.slice(first, first + values.length), values }
    }
  }
}

/** Lets the mesh live through these moments and writes what each scrape would have read. */
export async function writeHistory(
  mesh: HistorySource,
  prometheusUrl: string,
  times: readonly number[],
): Promise<void> {
  const recording: Recording = new Map()
  times.forEach((at, scrape) => {
    mesh.advanceTo(at)
    for (const series of mesh.snapshot()) {
      recordedOf(recording, series, scrape).values.push(series.value)
    }
  })
  await remoteWrite(prometheusUrl, allOf(recording, times))
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
