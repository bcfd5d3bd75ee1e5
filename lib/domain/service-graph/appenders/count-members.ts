import type { GraphAppender, GraphContext } from '../appender'
import { hopsOf } from '../directory'
import { endsIn } from '../ends'
import type { NodeSeed } from '../node-of-peer'
import type { Peer } from '../sample'

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

/** A mesh has ten times as many hops as workloads: of most, both ends have been seen before. */
function membersSeen({ samples, directory }: GraphContext) {
  const workloads = new Map<Peer | null, Member | null>()
  // A short host means another service in each namespace that it is asked for in.
  const services = new Map<string, Map<string, Member | null>>()
  const endsOf = endsIn({ view: 'workload', directory })
  for (const hop of hopsOf(samples)) {
    const asking = hop.source?.namespace ?? ''
    const hosts = services.get(asking) ?? new Map<string, Member | null>()
    if (hosts.size === 0) services.set(asking, hosts)
    const host = hop.destinationService
    if (workloads.has(hop.source) && workloads.has(hop.destination) && hosts.has(host)) continue
    const { source, target, service } = endsOf(hop)
    workloads.set(hop.source, workloads.get(hop.source) ?? memberOf(source, 'workload'))
    workloads.set(hop.destination, workloads.get(hop.destination) ?? memberOf(target, 'workload'))
    hosts.set(host, hosts.get(host) ?? memberOf(service(), 'service'))
  }
  return {
    workloads: membersOf(workloads),
    services: [...services.values()].flatMap(membersOf),
  }
}

const memberOf = (seed: NodeSeed | null, kind: 'workload' | 'service'): Member | null =>
  seed?.identity.kind === kind ? seed.identity : null

const membersOf = (seen: ReadonlyMap<unknown, Member | null>) =>
  [...seen.values()].filter((member) => member !== null)

function countByNamespace(members: readonly Member[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  for (const { namespace, name } of members) {
    const known = names.get(namespace)
    if (known) known.add(name)
    else names.set(namespace, new Set([name]))
  }
  return names
}
