import { mtlsParams } from '@/lib/api/mtls'
import { applyMtlsBody, applyMtlsReply } from '@/lib/api/mtls-change'
import { postHandler } from '@/lib/server/post-handler'
import { applyMtls } from '@/lib/server/write-mtls'

export const POST = postHandler(
  applyMtlsBody.safeExtend(mtlsParams.shape),
  applyMtlsReply,
  applyMtls,
)
