import { mtlsParams } from '@/lib/api/mtls'
import { applyMtlsReply, applyMtlsRevertBody } from '@/lib/api/mtls-change'
import { applyMtlsRevert } from '@/lib/server/mtls/write-mtls'
import { postHandler } from '@/lib/server/post-handler'

export const POST = postHandler(
  applyMtlsRevertBody.extend(mtlsParams.shape),
  applyMtlsReply,
  applyMtlsRevert,
)
