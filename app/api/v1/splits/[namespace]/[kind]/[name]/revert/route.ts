import { applyRevertBody, applySplitReply } from '@/lib/api/split-changes'
import { splitParams } from '@/lib/api/splits'
import { postHandler } from '@/lib/server/post-handler'
import { applyRevert } from '@/lib/server/splits/write-split'

export const POST = postHandler(
  applyRevertBody.extend(splitParams.shape),
  applySplitReply,
  applyRevert,
)
