import { applySplitBody, applySplitReply } from '@/lib/api/split-changes'
import { splitParams } from '@/lib/api/splits'
import { postHandler } from '@/lib/server/post-handler'
import { applySplit } from '@/lib/server/splits/write-split'

export const POST = postHandler(
  applySplitBody.extend(splitParams.shape),
  applySplitReply,
  applySplit,
)
