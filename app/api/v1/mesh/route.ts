import { meshReply, meshSearch } from '@/lib/api/mesh'
import { getHandler } from '@/lib/server/handler'
import { readMesh } from '@/lib/server/mtls/read-mesh'

export const GET = getHandler(meshSearch, meshReply, readMesh)
