import 'server-only'
import type { TableData, TableSearch } from '../../api/graph-table'
import type { TableRow } from '../../domain/service-graph/table'
import { type Cell, toCsv } from '../csv'
import type { CsvFile } from '../handler'
import type { ReadContext, Reader } from '../reader'
import { dataOfRendered, type Rendered } from '../rendered'
import { readDrawing } from './read-service-graph'

/** The same edges as the graph's, as rows, some at a time. */
export const readGraphTable: Reader<TableSearch, Rendered<TableData>> = (search, context) =>
  readRows(search, context, { after: search.cursor ?? null, size: search.limit })

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
  const { data, observedAt } = await readRows(search, context, null)
  const cells = dataOfRendered(data).rows.map((row) =>
    Object.values(columns).map((read) => read(row)),
  )
  const moment = new Date(observedAt).toISOString().replaceAll(':', '')
  return { name: `graph-${moment}`, text: toCsv([Object.keys(columns), ...cells]) }
}

/** Nothing is gathered, and all of it is sorted; without a page it is given whole. */
const readRows = (
  { sort, cursor: _, limit: __, ...graph }: TableSearch,
  context: ReadContext,
  page: { after: string | null; size: number } | null,
) =>
  readDrawing({ ...graph, expand: [] }, context, () => ({
    kind: 'rows',
    sort,
    onlyFound: graph.find !== undefined && graph.find !== '',
    page,
  }))
