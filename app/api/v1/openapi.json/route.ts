import { openApiDocument } from '@/lib/api/openapi'

// A kept one would be of another version for a year.
export const dynamic = 'force-dynamic'
export const GET = () =>
  Response.json(openApiDocument(), { headers: { 'cache-control': 'no-store' } })
