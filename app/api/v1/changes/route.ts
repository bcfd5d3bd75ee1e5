import { changesReply, changesSearch } from '@/lib/api/changes'
import { readChanges } from '@/lib/server/graph/read-changes'
import { getHandler } from '@/lib/server/handler'

export const GET = getHandler(changesSearch, changesReply, readChanges)
