import { mtlsParams } from '@/lib/api/mtls'
import { applyMtlsBody, applyMtlsReply } from '@/lib/api/mtls-change'
import { applyMtls } from '@/lib/server/mtls/write-mtls'
import { postHandler } from '@/lib/server/post-handler'

export const POST = postHandler(
  applyMtlsBody.safeExtend(mtlsParams.shape),
  applyMtlsReply,
  applyMtls,
)
