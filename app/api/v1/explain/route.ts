import { explainReply, explainSearch } from '@/lib/api/explain'
import { getHandler } from '@/lib/server/handler'
import { readExplain } from '@/lib/server/read-explain'

export const GET = getHandler(explainSearch, explainReply, readExplain)
