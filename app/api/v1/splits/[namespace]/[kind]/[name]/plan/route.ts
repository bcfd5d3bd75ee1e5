import { planSplitBody, planSplitReply } from '@/lib/api/split-changes'
import { splitParams } from '@/lib/api/splits'
import { postHandler } from '@/lib/server/post-handler'
import { planSplit } from '@/lib/server/splits/write-split'

export const POST = postHandler(planSplitBody.extend(splitParams.shape), planSplitReply, planSplit)
