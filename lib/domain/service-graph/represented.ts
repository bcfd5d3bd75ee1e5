import { remember, rememberFor } from '../remember'
import { qualifiedName } from '../workload'
import type { MeshNode } from './graph'
import { type NodeIdentity, nodeId } from './ids'
import type { MeshFacts, WorkloadFacts } from './mesh-facts'
import { type SelectedBy, selectedBy } from './selected-by'

/**
 * The workloads that a node stands for, by Kubernetes. Clusters are left out: the facts are of one
 * cluster, and namespaces of the same name are the same namespace throughout a mesh.
 */
export type Represented = (identity: NodeIdentity) => readonly WorkloadFacts[]

/** Once for facts that stay the same: a big mesh is drawn far more often than it changes. */
export const buildRepresented = rememberFor((facts: MeshFacts): Represented => {
  const workloads = new Map<string, WorkloadFacts[]>()
  const selecting = selectedBy(facts)
  for (const workload of facts.workloads)
    for (const identity of identitiesOf(workload, selecting)) {
      const id = nodeId(identity)
      const known = workloads.get(id)
      if (known) known.push(workload)
      else workloads.set(id, [workload])
    }
  return (identity) => workloads.get(clusterlessId(identity)) ?? []
})

/** The same of a node that is drawn: nearly every appender asks it, and it is worked out once. */
export type WorkloadsOf = (node: MeshNode) => readonly WorkloadFacts[]

export const buildWorkloadsOf = (represented: Represented): WorkloadsOf =>
  remember(
    ({ id }) => id,
    (node) => represented(identityOf(node)),
  )

/** The services (`namespace/name`) that select what a node stands for, as Kubernetes says. */
export type Selecting = (node: Exclude<MeshNode, { kind: 'namespace' }>) => readonly string[]

export function buildSelecting(facts: MeshFacts, workloadsOf: WorkloadsOf): Selecting {
  const selecting = selectedBy(facts)
  return remember(
    ({ id }) => id,
    (node) => [...new Set(workloadsOf(node).flatMap(selecting))].map(qualifiedName),
  )
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

function identitiesOf(workload: WorkloadFacts, selecting: SelectedBy): NodeIdentity[] {
  const { namespace, name, app, version } = workload
  const cluster = null
  return [
    { kind: 'namespace', cluster, name: namespace },
    { kind: 'workload', cluster, namespace, name },
    { kind: 'app', cluster, namespace, name: app, version: null },
    { kind: 'app', cluster, namespace, name: app, version },
    ...selecting(workload).map((service) => ({
      kind: 'service' as const,
      cluster,
      namespace,
      name: service.name,
    })),
  ]
}
