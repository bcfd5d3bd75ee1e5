import 'server-only'
import type { GraphSearch } from '../api/graph'
import { drawServiceGraph } from '../domain/service-graph/draw'
import type { ServiceGraph } from '../domain/service-graph/graph'
import { slotOf } from './flights'
import { pastWarnings } from './kubernetes-warnings'
import { readMeshFacts } from './read-mesh-facts'
import { readTraffic } from './read-traffic'
import type { Reader } from './reader'
import { ageWarnings, observedAt, storeWarnings } from './traffic-warnings'

/**
 * The service graph: what Prometheus saw, decorated with what Kubernetes says. Without Prometheus
 * there is none (the browser keeps its last one); without Kubernetes it is drawn with a warning.
 */
export const readServiceGraph: Reader<GraphSearch, ServiceGraph> = async (
  search,
  { viewer, signal },
) => {
  const at = slotOf(search.at)
  const { view, services, window } = search
  const visible = viewer.sees.kind === 'all' ? null : viewer.sees.names
  const namespaces = search.namespaces.filter((name) => visible?.has(name) ?? true)
  // All that was asked for is hidden: nothing, and not everything, is left.
  if (namespaces.length === 0 && search.namespaces.length > 0)
    return { data: { view, nodes: [], edges: [] }, warnings: [], observedAt: at, window }
  const [traffic, mesh] = await Promise.all([
    readTraffic(
      {
        view,
        at,
        namespaces,
        windowSeconds: window,
        latency: search.latency,
        security: search.mtls,
      },
      signal,
    ),
    readMeshFacts({ signal }),
  ])
  const observation = { scrapes: traffic.scrapes, at, windowSeconds: window }
  return {
    data: drawServiceGraph(traffic.samples, mesh.facts, { view, services, namespaces, visible }),
    warnings: [
      ...traffic.missing,
      ...storeWarnings(traffic.storeWarnings, viewer),
      ...ageWarnings(observation),
      ...mesh.warnings,
      ...pastWarnings(mesh.facts, observation),
    ],
    observedAt: observedAt(observation),
    window,
  }
}
