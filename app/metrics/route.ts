import { metricsResponse } from '@/lib/server/metrics'

export const dynamic = 'force-dynamic'
export const GET = metricsResponse
