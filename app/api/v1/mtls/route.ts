import { mtlsReply, mtlsSearch } from '@/lib/api/mtls'
import { getHandler } from '@/lib/server/handler'
import { readMtls } from '@/lib/server/mtls/read-mtls'

export const GET = getHandler(mtlsSearch, mtlsReply, readMtls)
