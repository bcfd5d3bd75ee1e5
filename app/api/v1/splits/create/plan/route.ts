import { planCreateBody, planCreateReply } from '@/lib/api/split-creation'
import { postHandler } from '@/lib/server/post-handler'
import { planCreation } from '@/lib/server/splits/write-split-creation'

export const POST = postHandler(planCreateBody, planCreateReply, planCreation)
