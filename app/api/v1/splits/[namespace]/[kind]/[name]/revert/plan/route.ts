import { planRevertBody, planSplitReply } from '@/lib/api/split-changes'
import { splitParams } from '@/lib/api/splits'
import { postHandler } from '@/lib/server/post-handler'
import { planRevert } from '@/lib/server/splits/write-split'

export const POST = postHandler(
  planRevertBody.extend(splitParams.shape),
  planSplitReply,
  planRevert,
)
