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
import { tableCsv } from './table-csv'

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

/** The picture, a page of its edges as rows, or all of these as a file. */
export type Wanted =
  | ({ kind: 'graph' } & Pick<GraphData, 'thresholds' | 'windows'>)
  | (RowsWanted & { kind: 'rows'; page: { after: string | null; size: number } })
  | (RowsWanted & { kind: 'csv' })

type RowsWanted = { sort: TableSort; onlyFound: boolean }

/** What is written that is wanted. */
export type DataWanted<W extends Wanted> = {
  graph: GraphData
  rows: TableData
  csv: string
}[W['kind']]

/** Everything between what was seen and the bytes of an answer: seconds of work, in a mesh of thousands. */
export function drawBytes<W extends Wanted>(
  { answers, options, wanted }: Drawing<W>,
  facts: MeshFacts,
): Rendered<DataWanted<W>> {
  const drawn = drawServiceGraph(toSamples(answers), facts, options)
  const bytes = new TextEncoder().encode(textOf(drawn, wanted))
  return { bytes, digest: createHash('sha1').update(bytes).digest('base64url') }
}

const toSamples = ({ requests, volumes, latency, security }: TrafficAnswers): TrafficSamples => ({
  requests: requests.flatMap(({ table, shape }) => toRequestSamples(table, shape)),
  volumes: volumes ? toVolumeSamples(volumes.table, volumes.shape) : [],
  latency: latency && toLatencySamples(latency.table, latency.shape),
  security: security && toSecuritySamples(security.table, security.shape),
})

function textOf(drawn: DrawnGraph, wanted: Wanted): string {
  switch (wanted.kind) {
    case 'graph': {
      const { thresholds, windows } = wanted
      return JSON.stringify({ ...drawn, thresholds, windows } satisfies GraphData)
    }
    case 'rows':
      return JSON.stringify(pageAfter(rowsOf(drawn, wanted), wanted.page) satisfies TableData)
    case 'csv':
      return tableCsv(rowsOf(drawn, wanted))
  }
}

const rowsOf = (drawn: DrawnGraph, { sort, onlyFound }: RowsWanted): TableRow[] =>
  sortTableRows(onlyFound ? foundRows(drawn) : toTableRows(drawn), sort)

/** A row is found when its edge is, or one of its ends. */
function foundRows(drawn: DrawnGraph): TableRow[] {
  const ids = new Set(drawn.found)
  return toTableRows(drawn).filter(({ id, source, target }) =>
    [id, source.id, target.id].some((one) => ids.has(one)),
  )
}
