import { startCodeFlow } from '@/lib/server/auth/code-flow'

export const GET = startCodeFlow
