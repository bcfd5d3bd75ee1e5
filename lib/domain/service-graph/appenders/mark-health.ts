import { type Health, healthOf, worstHealth } from '../../health/health'
import { errorRatio } from '../../traffic/outcome'
import type { GraphAppender, GraphContext } from '../appender'
import { endsIn } from '../ends'
import { type GraphNode, isMeshNode } from '../graph'
import type { RequestSample } from '../sample'

/**
 * A node is as healthy as its answers. One that nothing is measured of on its own side (a gateway,
 * a job) is judged by the answers it got. A namespace is as healthy as its sickest workload.
 */
export const markHealth: GraphAppender = (graph, context) => {
  const members = graph.view === 'namespace' ? healthOfMembers(context) : null
  const judge = (node: GraphNode): Health =>
    members?.get(node.id) ?? healthOf(node.in.errorRatio ?? node.out.errorRatio)
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (isMeshNode(node) ? { ...node, health: judge(node) } : node)),
  }
}

function healthOfMembers({ samples, directory }: GraphContext): Map<string, Health> {
  const members = new Map<string, Map<string, RequestSample[]>>()
  const namespaceEnds = endsIn({ view: 'namespace', directory })
  const workloadEnds = endsIn({ view: 'workload', directory })
  for (const sample of samples.requests) {
    const namespace = namespaceEnds(sample.hop).target.id
    const workload = workloadEnds(sample.hop).target.id
    const inside = members.get(namespace) ?? new Map<string, RequestSample[]>()
    members.set(namespace, inside)
    const requests = inside.get(workload)
    if (requests) requests.push(sample)
    else inside.set(workload, [sample])
  }
  return new Map(
    [...members].map(([namespace, workloads]) => [
      namespace,
      worstHealth([...workloads.values()].map((requests) => healthOf(errorRatio(requests)))),
    ]),
  )
}
