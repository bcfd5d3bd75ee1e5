import { type GraphReply, graphSearch } from '../../../lib/api/graph'
import { readServiceGraph } from '../../../lib/server/graph/read-service-graph'

const viewer = {
  user: 'operator',
  mode: 'kubeconfig',
  sees: { kind: 'all' },
  readable: 'everything',
  reads: { kind: 'own' },
  writes: { kind: 'own' },
} as const

/** The graph of somebody who may see everything. */
export function readPast(search: Record<string, string>): Promise<GraphReply> {
  const { signal } = new AbortController()
  return readServiceGraph(graphSearch.parse(search), { viewer, signal })
}
