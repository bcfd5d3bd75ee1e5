import { mtlsParams } from '@/lib/api/mtls'
import { planMtlsReply, planMtlsRevertBody } from '@/lib/api/mtls-change'
import { planMtlsRevert } from '@/lib/server/mtls/write-mtls'
import { postHandler } from '@/lib/server/post-handler'

export const POST = postHandler(
  planMtlsRevertBody.extend(mtlsParams.shape),
  planMtlsReply,
  planMtlsRevert,
)
