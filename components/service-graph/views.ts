import type { GraphView } from '@/lib/domain/service-graph/graph'

/** In the order of the switch, from the coarsest. */
export const viewWords: Record<GraphView, string> = {
  namespace: 'Namespaces',
  service: 'Services',
  app: 'Apps',
  versionedApp: 'Versions',
  workload: 'Workloads',
}

/** Views whose cards are not services themselves. */
export const canShowServices = (view: GraphView): boolean =>
  view !== 'namespace' && view !== 'service'
