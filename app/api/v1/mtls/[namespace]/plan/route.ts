import { mtlsParams } from '@/lib/api/mtls'
import { planMtlsBody, planMtlsReply } from '@/lib/api/mtls-change'
import { planMtls } from '@/lib/server/mtls/write-mtls'
import { postHandler } from '@/lib/server/post-handler'

export const POST = postHandler(planMtlsBody.safeExtend(mtlsParams.shape), planMtlsReply, planMtls)
