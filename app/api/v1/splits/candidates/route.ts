import { splitCandidatesReply, splitsSearch } from '@/lib/api/splits'
import { getHandler } from '@/lib/server/handler'
import { readSplitCandidates } from '@/lib/server/splits/read-split-candidates'

export const GET = getHandler(splitsSearch, splitCandidatesReply, readSplitCandidates)
