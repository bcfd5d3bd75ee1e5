import type { Series } from '../mesh/export/snapshot'
import type { Mesh } from '../mesh/mesh'
import { remoteWrite, type WrittenSeries } from './remote-write'

export type HistoryPlan = {
  hours?: number
  stepSeconds?: number
  /** The end of the history is as dense as live scrapes are. */
  recentMinutes?: number
  recentStepSeconds?: number
}

type HistorySource = Pick<Mesh, 'advanceTo' | 'snapshot'>

/** The moments at which the past was "scraped", in epoch ms, ascending, the last is `now`. */
export function historyTimes(
  now: number,
  { hours = 24, stepSeconds = 60, recentMinutes = 10, recentStepSeconds = 2 }: HistoryPlan = {},
): number[] {
  const start = now - hours * 3_600_000
  const recent = Math.max(start, now - recentMinutes * 60_000)
  const times: number[] = []
  for (let at = start; at < recent; at += stepSeconds * 1000) times.push(at)
  for (let at = recent; at < now; at += recentStepSeconds * 1000) times.push(at)
  return [...times, now]
}

type Recorded = WrittenSeries & { times: number[]; values: number[] }
type Recording = Map<Series['labels'], Map<string, Recorded>>

/** Found by the identity of its labels, which a series keeps for life. */
function recordedOf(recording: Recording, { name, labels }: Series): Recorded {
  let byName = recording.get(labels)
  if (!byName) {
    byName = new Map()
    recording.set(labels, byName)
  }
  let recorded = byName.get(name)
  if (!recorded) {
    recorded = { labels: { ...labels, __name__: name }, times: [], values: [] }
    byName.set(name, recorded)
  }
  return recorded
}

function* allOf(recording: Recording): Generator<WrittenSeries> {
  for (const byName of recording.values()) yield* byName.values()
}

/** Lets the mesh live through these moments and writes what each scrape would have read. */
export async function writeHistory(
  mesh: HistorySource,
  prometheusUrl: string,
  times: readonly number[],
): Promise<void> {
  const recording: Recording = new Map()
  for (const at of times) {
    mesh.advanceTo(at)
    for (const series of mesh.snapshot()) {
      const recorded = recordedOf(recording, series)
      recorded.times.push(at)
      recorded.values.push(series.value)
    }
  }
  await remoteWrite(prometheusUrl, allOf(recording))
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
