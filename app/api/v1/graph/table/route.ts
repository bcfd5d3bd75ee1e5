import { tableReply, tableSearch } from '@/lib/api/graph-table'
import { getHandler } from '@/lib/server/handler'
import { readGraphCsv, readGraphTable } from '@/lib/server/read-graph-table'

export const GET = getHandler(tableSearch, tableReply, readGraphTable, readGraphCsv)
