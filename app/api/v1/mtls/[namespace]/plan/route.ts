import { mtlsParams } from '@/lib/api/mtls'
import { planMtlsBody, planMtlsReply } from '@/lib/api/mtls-change'
import { postHandler } from '@/lib/server/post-handler'
import { planMtls } from '@/lib/server/write-mtls'

export const POST = postHandler(planMtlsBody.safeExtend(mtlsParams.shape), planMtlsReply, planMtls)
