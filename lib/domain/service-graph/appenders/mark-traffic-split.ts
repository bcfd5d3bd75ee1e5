import { resolveService } from '../../host'
import { qualifiedName, selects } from '../../workload'
import { addMarks, type GraphAppender, type GraphContext } from '../appender'
import type { Mark, MeshNode, ServiceGraph } from '../graph'
import { parseNodeId } from '../ids'
import type { RouteFacts } from '../mesh-facts'
import { identityOf } from '../represented'

type SplitMark = Extract<Mark, { kind: 'trafficSplit' }>

/**
 * A route with several destinations, where it reads: on the service that it splits, or, while no
 * service nodes are drawn, on the apps and workloads behind that service.
 */
export const markTrafficSplit: GraphAppender = (graph, context) => {
  const splits = splitsByService(context)
  if (splits.size === 0) return graph
  const servicesAreDrawn = hasServiceNodes(graph)
  return addMarks(graph, (node) =>
    servicesBehind(node, servicesAreDrawn, context).flatMap((service) => splits.get(service) ?? []),
  )
}

/** A service that calls failed at is a node in every view; one that calls go through is not. */
const hasServiceNodes = ({ view, edges }: ServiceGraph) =>
  view === 'service' || edges.some(({ source }) => parseNodeId(source)?.kind === 'service')

function splitsByService({ facts, directory }: GraphContext): Map<string, SplitMark[]> {
  const splits = new Map<string, SplitMark[]>()
  for (const route of facts.routes.filter(({ destinations }) => destinations.length > 1))
    for (const host of route.hosts) {
      const { isService } = directory
      const service = resolveService(host, { callerNamespace: route.namespace, isService })
      if (service === null) continue
      const known = splits.get(qualifiedName(service)) ?? []
      splits.set(qualifiedName(service), [...known, toMark(route)])
    }
  return splits
}

/** Weights are shares of their sum, whatever it is; an omitted one is 0. */
function toMark({ namespace, name, destinations }: RouteFacts): SplitMark {
  const sum = destinations.reduce((total, { weight }) => total + (weight ?? 0), 0)
  return {
    kind: 'trafficSplit',
    virtualService: { namespace, name },
    destinations: destinations.map(({ host, subset, weight }) => ({
      host,
      subset,
      weight,
      share: sum === 0 ? 0 : (weight ?? 0) / sum,
    })),
  }
}

function servicesBehind(
  node: MeshNode,
  servicesAreDrawn: boolean,
  { facts, represented }: GraphContext,
): string[] {
  if (node.kind === 'namespace') return []
  if (node.kind === 'service') return [qualifiedName(node)]
  if (servicesAreDrawn) return []
  const workloads = represented(identityOf(node))
  return facts.services
    .filter(
      ({ namespace, selector }) =>
        namespace === node.namespace && workloads.some(({ labels }) => selects(selector, labels)),
    )
    .map(qualifiedName)
}
