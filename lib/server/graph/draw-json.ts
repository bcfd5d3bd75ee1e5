// No 'server-only' here: the drawing worker, which no browser can reach, is bundled on its own.
import { createHash } from 'node:crypto'
import type { GraphData } from '../../api/graph'
import type { TableData } from '../../api/graph-table'
import {
  type DrawnGraph,
  type DrawOptions,
  drawServiceGraph,
} from '../../domain/service-graph/draw'
import type { MeshFacts } from '../../domain/service-graph/mesh-facts'
import type { TrafficSamples } from '../../domain/service-graph/sample'
import {
  pageAfter,
  sortTableRows,
  type TableRow,
  type TableSort,
  toTableRows,
} from '../../domain/service-graph/table'
import type { VectorShape, VectorTable } from '../../prometheus/parse-vector'
import {
  toLatencySamples,
  toRequestSamples,
  toSecuritySamples,
  toVolumeSamples,
} from '../../prometheus/samples'
import type { Rendered } from '../rendered'

/** An answer as it came, still in columns: these cross to another thread almost for nothing. */
export type TableAnswer = { table: VectorTable; shape: VectorShape }

/** What was seen; `latency` and `security` are `null` when not asked for, or not answered. */
export type TrafficAnswers = {
  requests: readonly TableAnswer[]
  volumes: TableAnswer | null
  latency: TableAnswer | null
  security: TableAnswer | null
}

export type Drawing<W extends Wanted = Wanted> = {
  answers: TrafficAnswers
  options: DrawOptions
  wanted: W
}

/** The picture, or some of its edges as rows; without `page` all of them. */
export type Wanted =
  | ({ kind: 'graph' } & Pick<GraphData, 'thresholds' | 'windows'>)
  | {
      kind: 'rows'
      sort: TableSort
      onlyFound: boolean
      page: { after: string | null; size: number } | null
    }

/** What the JSON is of that is wanted. */
export type DataWanted<W extends Wanted> = W['kind'] extends 'graph' ? GraphData : TableData

/** Everything between what was seen and the bytes of an answer: seconds of work, in a mesh of thousands. */
export function drawJson<W extends Wanted>(
  { answers, options, wanted }: Drawing<W>,
  facts: MeshFacts,
): Rendered<DataWanted<W>> {
  const drawn = drawServiceGraph(toSamples(answers), facts, options)
  const json = new TextEncoder().encode(JSON.stringify(dataOf(drawn, wanted)))
  return { json, digest: createHash('sha1').update(json).digest('base64url') }
}

const toSamples = ({ requests, volumes, latency, security }: TrafficAnswers): TrafficSamples => ({
  requests: requests.flatMap(({ table, shape }) => toRequestSamples(table, shape)),
  volumes: volumes ? toVolumeSamples(volumes.table, volumes.shape) : [],
  latency: latency && toLatencySamples(latency.table, latency.shape),
  security: security && toSecuritySamples(security.table, security.shape),
})

function dataOf(drawn: DrawnGraph, wanted: Wanted) {
  if (wanted.kind === 'graph') {
    const { thresholds, windows } = wanted
    return { ...drawn, thresholds, windows } satisfies GraphData
  }
  const { sort, onlyFound, page } = wanted
  const all = sortTableRows(onlyFound ? foundRows(drawn) : toTableRows(drawn), sort)
  const paged = page ? pageAfter(all, page) : { rows: all, total: all.length, next: null }
  return paged satisfies TableData
}

/** A row is found when its edge is, or one of its ends. */
function foundRows(drawn: DrawnGraph): TableRow[] {
  const ids = new Set(drawn.found)
  return toTableRows(drawn).filter(({ id, source, target }) =>
    [id, source.id, target.id].some((one) => ids.has(one)),
  )
}
