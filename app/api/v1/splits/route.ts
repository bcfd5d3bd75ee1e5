import { splitsReply, splitsSearch } from '@/lib/api/splits'
import { getHandler } from '@/lib/server/handler'
import { readSplits } from '@/lib/server/splits/read-splits'

export const GET = getHandler(splitsSearch, splitsReply, readSplits)
