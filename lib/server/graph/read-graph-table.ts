import 'server-only'
import type { TableData, TableSearch } from '../../api/graph-table'
import { sortTableRows, type TableRow, toTableRows } from '../../domain/service-graph/table'
import { type Cell, toCsv } from '../csv'
import type { CsvFile } from '../handler'
import type { ReadContext, Reader } from '../reader'
import { readServiceGraph } from './read-service-graph'

/** The same edges as the graph's, as rows, some at a time. */
export const readGraphTable: Reader<TableSearch, TableData> = async (search, context) => {
  const { data: rows, ...rest } = await readTableRows(search, context)
  const start = afterCursor(rows, search.cursor)
  const page = rows.slice(start, start + search.limit)
  const hasMore = start + page.length < rows.length
  const next = hasMore ? (page.at(-1)?.id ?? null) : null
  return { ...rest, data: { rows: page, total: rows.length, next } }
}

const columns = {
  source_namespace: ({ source }) => source.namespace,
  source: ({ source }) => source.name,
  source_kind: ({ source }) => source.kind,
  target_namespace: ({ target }) => target.namespace,
  target: ({ target }) => target.name,
  target_kind: ({ target }) => target.kind,
  protocol: ({ protocol }) => protocol,
  reporter: ({ reporter }) => reporter,
  mirrored: ({ mirrored }) => mirrored,
  health: ({ health }) => health,
  requests_per_second: ({ requestsPerSecond }) => requestsPerSecond,
  share_of_source: ({ share }) => share,
  error_ratio: ({ errorRatio }) => errorRatio,
  client_error_ratio: ({ clientErrorRatio }) => clientErrorRatio,
  cancelled_ratio: ({ cancelledRatio }) => cancelledRatio,
  p50_ms: ({ p50 }) => p50,
  p95_ms: ({ p95 }) => p95,
  p99_ms: ({ p99 }) => p99,
  connections_per_second: ({ connectionsPerSecond }) => connectionsPerSecond,
  sent_bytes_per_second: ({ sent }) => sent,
  received_bytes_per_second: ({ received }) => received,
  mutual_tls_ratio: ({ mutualTls }) => mutualTls,
  plaintext_ratio: ({ plaintext }) => plaintext,
} as const satisfies Record<string, (row: TableRow) => Cell>

/** The columns carry their units, as in a Prometheus metric's name. */
export async function readGraphCsv(search: TableSearch, context: ReadContext): Promise<CsvFile> {
  const { data: rows, observedAt } = await readTableRows(search, context)
  const cells = rows.map((row) => Object.values(columns).map((read) => read(row)))
  const moment = new Date(observedAt).toISOString().replaceAll(':', '')
  return { name: `graph-${moment}`, text: toCsv([Object.keys(columns), ...cells]) }
}

/** All of them, in the order asked for. */
export const readTableRows: Reader<TableSearch, TableRow[]> = async (search, context) => {
  const { sort, cursor: _, limit: __, ...graph } = search
  const { data, ...rest } = await readServiceGraph({ ...graph, expand: [] }, context)
  const rows = search.find ? rowsOf(data.found, toTableRows(data)) : toTableRows(data)
  return { ...rest, data: sortTableRows(rows, sort) }
}

/** A row is found when its edge is, or one of its ends. */
function rowsOf(found: readonly string[], rows: readonly TableRow[]): TableRow[] {
  const ids = new Set(found)
  return rows.filter(({ id, source, target }) =>
    [id, source.id, target.id].some((one) => ids.has(one)),
  )
}

/**
 * After the row that was last: rates change between two answers, and a number of rows would then skip
 * some. A row that is gone begins again at the top, which shows rows twice and loses none.
 */
const afterCursor = (rows: readonly TableRow[], cursor: string | undefined) =>
  cursor === undefined ? 0 : rows.findIndex(({ id }) => id === cursor) + 1
