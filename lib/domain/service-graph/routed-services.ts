import { resolveService } from '../host'
import { qualifiedName } from '../workload'
import { addMarks, type GraphContext } from './appender'
import type { Mark, MeshNode, ServiceGraph } from './graph'

/** A rule about hosts, from the namespace that it is read in. */
type HostRule = { namespace: string; hosts: readonly string[] }

/**
 * Puts the marks of rules about hosts where they read: on the service that is meant, or, while no
 * service nodes are drawn, on the apps and workloads behind that service.
 */
export function markServices<Rule extends HostRule>(
  graph: ServiceGraph,
  context: GraphContext,
  rules: readonly Rule[],
  toMarks: (rule: Rule) => Mark[],
): ServiceGraph {
  const marks = marksByService(context, rules, toMarks)
  if (marks.size === 0) return graph
  const servicesAreDrawn = hasServiceNodes(graph)
  return addMarks(graph, (node) =>
    servicesBehind(node, servicesAreDrawn, context).flatMap((service) => marks.get(service) ?? []),
  )
}

/** A service that calls failed at is a node in every view; one that calls go through is not. */
function hasServiceNodes({ view, nodes, edges }: ServiceGraph): boolean {
  if (view === 'service') return true
  const services = new Set(nodes.flatMap(({ kind, id }) => (kind === 'service' ? [id] : [])))
  return services.size > 0 && edges.some(({ source }) => services.has(source))
}

function marksByService<Rule extends HostRule>(
  { directory }: GraphContext,
  rules: readonly Rule[],
  toMarks: (rule: Rule) => Mark[],
): Map<string, Mark[]> {
  const { isService } = directory
  const marks = new Map<string, Mark[]>()
  for (const rule of rules) {
    const found = toMarks(rule)
    if (found.length === 0) continue
    for (const host of rule.hosts) {
      const service = resolveService(host, { callerNamespace: rule.namespace, isService })
      if (service === null) continue
      const name = qualifiedName(service)
      marks.set(name, [...(marks.get(name) ?? []), ...found])
    }
  }
  return marks
}

function servicesBehind(
  node: MeshNode,
  servicesAreDrawn: boolean,
  { selecting }: GraphContext,
): readonly string[] {
  if (node.kind === 'namespace') return []
  if (node.kind === 'service') return [qualifiedName(node)]
  return servicesAreDrawn ? [] : selecting(node)
}
