import { meReply, meSearch } from '@/lib/api/me'
import { getHandler } from '@/lib/server/handler'
import { readMe } from '@/lib/server/read-me'

export const GET = getHandler(meSearch, meReply, readMe)
