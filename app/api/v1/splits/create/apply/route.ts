import { applyCreateBody, applyCreateReply } from '@/lib/api/split-creation'
import { postHandler } from '@/lib/server/post-handler'
import { applyCreation } from '@/lib/server/splits/write-split-creation'

export const POST = postHandler(applyCreateBody, applyCreateReply, applyCreation)
