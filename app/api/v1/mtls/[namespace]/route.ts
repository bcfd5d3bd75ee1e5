import { mtlsNamespaceReply, mtlsNamespaceSearch, mtlsParams } from '@/lib/api/mtls'
import { getHandler } from '@/lib/server/handler'
import { readMtlsNamespace } from '@/lib/server/mtls/read-mtls-namespace'

export const GET = getHandler(
  mtlsNamespaceSearch.extend(mtlsParams.shape),
  mtlsNamespaceReply,
  readMtlsNamespace,
)
