import { type GraphReply, graphSearch } from '../../../lib/api/graph'
import { readServiceGraph } from '../../../lib/server/graph/read-service-graph'
import type { PastBed } from '../past-bed'

/** The product reads its environment once: one world for each file of tests. */
export const watch = ({ env }: PastBed) =>
  Object.assign(process.env, {
    BINNACLE_PROMETHEUS_URL: env.prometheusUrl,
    KUBECONFIG: env.kubeconfig,
  })

const viewer = { user: 'operator', mode: 'kubeconfig', sees: { kind: 'all' } } as const

/** The graph of somebody who may see everything. */
export function readPast(search: Record<string, string>): Promise<GraphReply> {
  const { signal } = new AbortController()
  return readServiceGraph(graphSearch.parse(search), { viewer, signal })
}
