import { mtlsParams } from '@/lib/api/mtls'
import { applyMtlsReply, applyMtlsRevertBody } from '@/lib/api/mtls-change'
import { postHandler } from '@/lib/server/post-handler'
import { applyMtlsRevert } from '@/lib/server/write-mtls'

export const POST = postHandler(
  applyMtlsRevertBody.extend(mtlsParams.shape),
  applyMtlsReply,
  applyMtlsRevert,
)
