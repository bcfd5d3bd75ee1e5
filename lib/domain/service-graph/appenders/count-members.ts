import { qualifiedName } from '../../workload'
import type { GraphAppender, GraphContext } from '../appender'
import { hopsOf } from '../directory'
import { endsIn } from '../ends'

type Member = { namespace: string; name: string }

/** How many workloads and services a namespace has: as Kubernetes says, and as traffic shows. */
export const countMembers: GraphAppender = (graph, context) => {
  if (graph.view !== 'namespace') return graph
  const countsOf = memberCounts(context)
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.kind === 'namespace' ? { ...node, counts: countsOf(node.name) } : node,
    ),
  }
}

export type MemberCounts = (namespace: string) => { workloads: number; services: number }

export function memberCounts(context: GraphContext): MemberCounts {
  const { facts } = context
  const seen = membersSeen(context)
  const workloads = countByNamespace([...facts.workloads, ...seen.workloads])
  const services = countByNamespace([...facts.services, ...seen.services])
  return (namespace) => ({
    workloads: workloads.get(namespace)?.size ?? 0,
    services: services.get(namespace)?.size ?? 0,
  })
}

function membersSeen({ samples, directory }: GraphContext) {
  const workloads: Member[] = []
  const services: Member[] = []
  const endsOf = endsIn({ view: 'workload', directory })
  for (const hop of hopsOf(samples)) {
    const { source, target, service } = endsOf(hop)
    for (const { identity } of [source, target])
      if (identity.kind === 'workload') workloads.push(identity)
    const called = service()?.identity
    if (called?.kind === 'service') services.push(called)
  }
  return { workloads, services }
}

function countByNamespace(members: readonly Member[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  for (const member of members)
    names.set(
      member.namespace,
      (names.get(member.namespace) ?? new Set()).add(qualifiedName(member)),
    )
  return names
}
