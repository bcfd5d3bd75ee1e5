import { graphReply, graphSearch } from '@/lib/api/graph'
import { renderServiceGraph } from '@/lib/server/graph/read-service-graph'
import { getHandler } from '@/lib/server/handler'

export const GET = getHandler(graphSearch, graphReply, renderServiceGraph)
