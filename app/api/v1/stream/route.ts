import { streamResponse } from '@/lib/server/stream'

export const GET = streamResponse
