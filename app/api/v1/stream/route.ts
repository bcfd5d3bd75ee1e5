import { streamResponse } from '@/lib/server/stream/stream'

export const GET = streamResponse
