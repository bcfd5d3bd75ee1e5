import 'server-only'
import type { SeriesData, SeriesSearch } from '../../api/series'
import { parseEdgeId } from '../../domain/service-graph/ids'
import type { Selection } from '../../prometheus/counting-rule'
import { scrapes } from '../../prometheus/istio-metrics'
import { toScrapes } from '../../prometheus/scrapes'
import {
  type AskRange,
  bytesOverTime,
  p95OverTime,
  requestsOverTime,
  timesOf,
} from '../../prometheus/traffic-over-time'
import { slotMs, slotOf } from '../flights'
import { readMeshFacts } from '../read-mesh-facts'
import type { Reader } from '../reader'
import { asker, askRange } from '../shared-questions'
import { ageWarnings, observedAt, storeWarnings } from '../traffic-warnings'
import { seriesCalls } from './series-calls'

/** More points than this are not seen in a side panel. */
const mostPoints = 120

/** One edge's or one node's traffic over the window, for the charts beside the graph. */
export const readSeries: Reader<SeriesSearch, SeriesData> = async (search, { viewer, signal }) => {
  const { window } = search
  const end = slotOf(search.at)
  const step = stepOf(window)
  const moments = { start: end - Math.floor(window / step) * step * 1000, end, stepSeconds: step }
  const [{ facts }, { value: scraped }] = await Promise.all([
    readMeshFacts({ signal }),
    asker(end, signal)(scrapes(), toScrapes),
  ])
  const calls = seriesCalls(search, viewer, facts)
  const selection = calls && {
    calls,
    windowSeconds: rateWindowOf(step, scraped.intervalSeconds),
    isTwice: scraped.twice > 0,
  }
  const times = timesOf(moments)
  const ask: AskRange = (query) => askRange({ ...moments, query }, signal)
  const { warnings, ...drawn } = selection
    ? await askAll(search, selection, ask, times)
    : nothingSeen
  const observation = { scrapes: scraped, at: end, windowSeconds: window }
  return {
    data: { step, times, ...drawn },
    warnings: [...storeWarnings(warnings, viewer), ...ageWarnings(observation)],
    observedAt: observedAt(observation),
    window,
  }
}

type Drawn = Omit<SeriesData, 'step' | 'times'> & { warnings: string[] }

const nothingSeen: Drawn = {
  requestsPerSecond: null,
  errorsPerSecond: null,
  p95Ms: null,
  bytesPerSecond: null,
  warnings: [],
}

async function askAll(
  search: SeriesSearch,
  selection: Selection,
  ask: AskRange,
  times: readonly number[],
): Promise<Drawn> {
  const protocol = search.edge === undefined ? null : parseEdgeId(search.edge)?.protocol
  const isTcp = protocol === 'tcp'
  const [requests, latency, bytes] = await Promise.all([
    isTcp ? null : requestsOverTime(ask, selection, times),
    isTcp || !search.latency ? null : p95OverTime(ask, selection, times),
    // A node may have both; an edge has one of them.
    isTcp || protocol === null ? bytesOverTime(ask, selection, times) : null,
  ])
  const warnings = [requests, latency, bytes].flatMap((answer) => answer?.warnings ?? [])
  return { ...nothingSeen, ...requests, ...latency, ...bytes, warnings: [...new Set(warnings)] }
}

/** A multiple of the slot: who opens the same chart in one slot asks for the same moments. */
const stepOf = (window: number) => {
  const slot = slotMs / 1000
  return Math.max(1, Math.ceil(window / (mostPoints - 1) / slot)) * slot
}

const usualIntervalSeconds = 60

/** Four scrapes make a rate that does not jump, and no sample falls between two windows. */
const rateWindowOf = (step: number, intervalSeconds: number | null): number =>
  Math.max(step, Math.ceil(4 * (intervalSeconds ?? usualIntervalSeconds)))
