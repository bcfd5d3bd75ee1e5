import { mtlsParams } from '@/lib/api/mtls'
import { mtlsVerifyReply, mtlsVerifySearch } from '@/lib/api/mtls-change'
import { getHandler } from '@/lib/server/handler'
import { readMtlsVerify } from '@/lib/server/mtls/read-mtls-verify'

export const GET = getHandler(
  mtlsVerifySearch.extend(mtlsParams.shape),
  mtlsVerifyReply,
  readMtlsVerify,
)
