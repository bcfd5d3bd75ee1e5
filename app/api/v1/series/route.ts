import { seriesReply, seriesSearch } from '@/lib/api/series'
import { readSeries } from '@/lib/server/graph/read-series'
import { getHandler } from '@/lib/server/handler'

export const GET = getHandler(seriesSearch, seriesReply, readSeries)
