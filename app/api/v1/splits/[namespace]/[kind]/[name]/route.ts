import { splitParams, splitReply, splitSearch } from '@/lib/api/splits'
import { getHandler } from '@/lib/server/handler'
import { readSplit } from '@/lib/server/splits/read-split'

export const GET = getHandler(splitParams.extend(splitSearch.shape), splitReply, readSplit)
