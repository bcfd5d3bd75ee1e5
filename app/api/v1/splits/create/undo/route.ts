import { undoCreateBody, undoCreateReply } from '@/lib/api/split-creation'
import { postHandler } from '@/lib/server/post-handler'
import { undoCreation } from '@/lib/server/splits/write-split-creation'

export const POST = postHandler(undoCreateBody, undoCreateReply, undoCreation)
