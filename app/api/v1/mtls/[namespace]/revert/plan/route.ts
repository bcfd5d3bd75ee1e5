import { mtlsParams } from '@/lib/api/mtls'
import { planMtlsReply, planMtlsRevertBody } from '@/lib/api/mtls-change'
import { postHandler } from '@/lib/server/post-handler'
import { planMtlsRevert } from '@/lib/server/write-mtls'

export const POST = postHandler(
  planMtlsRevertBody.extend(mtlsParams.shape),
  planMtlsReply,
  planMtlsRevert,
)
