import 'server-only'
import type { TableData, TableSearch } from '../../api/graph-table'
import type { CsvFile } from '../handler'
import type { ReadContext, Reader } from '../reader'
import type { Rendered } from '../rendered'
import { readDrawing } from './read-service-graph'

/** The same edges as the graph's, as rows, some at a time. */
export const readGraphTable: Reader<TableSearch, Rendered<TableData>> = (
  { sort, cursor, limit, ...graph },
  context,
) =>
  // Nothing is gathered, and all of it is sorted.
  readDrawing({ ...graph, expand: [] }, context, () => ({
    kind: 'rows',
    sort,
    onlyFound: asksFind(graph),
    page: { after: cursor ?? null, size: limit },
  }))

/** All of them, in a file. */
export async function readGraphCsv(search: TableSearch, context: ReadContext): Promise<CsvFile> {
  const { sort, cursor: _, limit: __, ...graph } = search
  const { data, observedAt } = await readDrawing({ ...graph, expand: [] }, context, () => ({
    kind: 'csv',
    sort,
    onlyFound: asksFind(graph),
  }))
  const moment = new Date(observedAt).toISOString().replaceAll(':', '')
  return { name: `graph-${moment}`, bytes: new Uint8Array(data.bytes) }
}

const asksFind = ({ find }: Pick<TableSearch, 'find'>) => find !== undefined && find !== ''
