import { tableReply, tableSearch } from '@/lib/api/graph-table'
import { readGraphCsv, readGraphTable } from '@/lib/server/graph/read-graph-table'
import { getHandler } from '@/lib/server/handler'

export const GET = getHandler(tableSearch, tableReply, readGraphTable, readGraphCsv)
