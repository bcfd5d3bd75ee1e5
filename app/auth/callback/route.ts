import { finishCodeFlow } from '@/lib/server/auth/code-flow'

export const GET = finishCodeFlow
