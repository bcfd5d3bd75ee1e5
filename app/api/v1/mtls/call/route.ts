import { callCheckReply, callCheckSearch } from '@/lib/api/mtls-call'
import { getHandler } from '@/lib/server/handler'
import { readCallCheck } from '@/lib/server/mtls/read-call-check'

export const GET = getHandler(callCheckSearch, callCheckReply, readCallCheck)
