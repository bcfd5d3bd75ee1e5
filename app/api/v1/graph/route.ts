import { graphReply, graphSearch } from '@/lib/api/graph'
import { getHandler } from '@/lib/server/handler'
import { readServiceGraph } from '@/lib/server/read-service-graph'

export const GET = getHandler(graphSearch, graphReply, readServiceGraph)
