import { explainReply, explainSearch } from '@/lib/api/explain'
import { readExplain } from '@/lib/server/explain/read-explain'
import { getHandler } from '@/lib/server/handler'

export const GET = getHandler(explainSearch, explainReply, readExplain)
