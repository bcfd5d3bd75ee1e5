import { changesReply, changesSearch } from '@/lib/api/changes'
import { getHandler } from '@/lib/server/handler'
import { readChanges } from '@/lib/server/read-changes'

export const GET = getHandler(changesSearch, changesReply, readChanges)
