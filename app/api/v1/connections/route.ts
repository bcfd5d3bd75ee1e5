import { connectionsReply, connectionsSearch } from '@/lib/api/connections'
import { getHandler } from '@/lib/server/handler'
import { readConnections } from '@/lib/server/read-connections'

export const GET = getHandler(connectionsSearch, connectionsReply, readConnections)
