import { qualifiedName, selects } from '../workload'
import type { MeshNode } from './graph'
import { type NodeIdentity, nodeId } from './ids'
import type { MeshFacts, ServiceFacts, WorkloadFacts } from './mesh-facts'

/**
 * The workloads that a node stands for, by Kubernetes. Clusters are left out: the facts are of one
 * cluster, and namespaces of the same name are the same namespace throughout a mesh.
 */
export type Represented = (identity: NodeIdentity) => readonly WorkloadFacts[]

const built = new WeakMap<MeshFacts, Represented>()

/** Once for facts that stay the same: a big mesh is drawn far more often than it changes. */
export function buildRepresented(facts: MeshFacts): Represented {
  const represented = built.get(facts) ?? represent(facts)
  built.set(facts, represented)
  return represented
}

function represent(facts: MeshFacts): Represented {
  const workloads = new Map<string, WorkloadFacts[]>()
  const services = servicesByNamespace(facts)
  for (const workload of facts.workloads)
    for (const identity of identitiesOf(workload, services.get(workload.namespace) ?? [])) {
      const id = nodeId(identity)
      const known = workloads.get(id)
      if (known) known.push(workload)
      else workloads.set(id, [workload])
    }
  return (identity) => workloads.get(clusterlessId(identity)) ?? []
}

/** The services (`namespace/name`) that select what a node stands for, as Kubernetes says. */
export type Selecting = (node: Exclude<MeshNode, { kind: 'namespace' }>) => readonly string[]

export function buildSelecting(facts: MeshFacts, represented: Represented): Selecting {
  const services = servicesByNamespace(facts)
  const known = new Map<string, readonly string[]>()
  return (node) => {
    const remembered = known.get(node.id)
    if (remembered) return remembered
    const workloads = represented(identityOf(node))
    const names = (services.get(node.namespace) ?? [])
      .filter(({ selector }) => workloads.some(({ labels }) => selects(selector, labels)))
      .map(qualifiedName)
    known.set(node.id, names)
    return names
  }
}

export const clusterlessId = (identity: NodeIdentity) =>
  nodeId('cluster' in identity ? { ...identity, cluster: null } : identity)

export function identityOf(node: MeshNode): NodeIdentity {
  const { name, cluster } = node
  if (node.kind === 'namespace') return { kind: 'namespace', cluster, name }
  const { namespace } = node
  return node.kind === 'app'
    ? { kind: 'app', cluster, namespace, name, version: node.version }
    : { kind: node.kind, cluster, namespace, name }
}

function identitiesOf(
  { namespace, name, app, version, labels }: WorkloadFacts,
  services: readonly ServiceFacts[],
): NodeIdentity[] {
  const cluster = null
  return [
    { kind: 'namespace', cluster, name: namespace },
    { kind: 'workload', cluster, namespace, name },
    { kind: 'app', cluster, namespace, name: app, version: null },
    { kind: 'app', cluster, namespace, name: app, version },
    ...services
      .filter(({ selector }) => selects(selector, labels))
      .map((service) => ({ kind: 'service' as const, cluster, namespace, name: service.name })),
  ]
}

function servicesByNamespace({ services }: MeshFacts): Map<string, ServiceFacts[]> {
  const byNamespace = new Map<string, ServiceFacts[]>()
  for (const service of services) {
    const known = byNamespace.get(service.namespace)
    if (known) known.push(service)
    else byNamespace.set(service.namespace, [service])
  }
  return byNamespace
}
