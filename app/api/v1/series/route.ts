import { seriesReply, seriesSearch } from '@/lib/api/series'
import { getHandler } from '@/lib/server/handler'
import { readSeries } from '@/lib/server/read-series'

export const GET = getHandler(seriesSearch, seriesReply, readSeries)
