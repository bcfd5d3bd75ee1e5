import type { Directory } from './directory'
import type { GraphView } from './graph'
import { type NodeIdentity, nodeId } from './ids'
import { appOf, isKnown, versionOf } from './peer'
import type { Peer } from './sample'

/** A node before its traffic is known. */
export type NodeSeed = {
  id: string
  identity: NodeIdentity
  app: string | null
  version: string | null
}

export const seedOf = (
  identity: NodeIdentity,
  { app, version }: Pick<NodeSeed, 'app' | 'version'> = { app: null, version: null },
): NodeSeed => ({ id: nodeId(identity), identity, app, version })

type ToSeed = (peer: Peer, directory: Directory) => NodeSeed | null

const workloadNode: ToSeed = (peer, { clusterOf }) =>
  isKnown(peer.workload)
    ? seedOf(
        {
          kind: 'workload',
          cluster: clusterOf(peer.cluster),
          namespace: peer.namespace,
          name: peer.workload,
        },
        { app: appOf(peer), version: versionOf(peer) },
      )
    : null

const appNode = (peer: Peer, { clusterOf }: Directory, version: string | null) => {
  const name = appOf(peer)
  const { namespace } = peer
  return name === null
    ? null
    : seedOf(
        { kind: 'app', cluster: clusterOf(peer.cluster), namespace, name, version },
        { app: name, version },
      )
}

/** A caller is shown as a service of its own; one that no service selects, as its app. */
const serviceNode: ToSeed = (peer, directory) => {
  const name = directory.serviceOf(peer)
  if (name === null) return appNode(peer, directory, null)
  const cluster = directory.clusterOf(peer.cluster)
  return seedOf({ kind: 'service', cluster, namespace: peer.namespace, name })
}

const namespaceNode: ToSeed = ({ cluster, namespace }, { clusterOf }) =>
  isKnown(namespace)
    ? seedOf({ kind: 'namespace', cluster: clusterOf(cluster), name: namespace })
    : null

/** The node that stands for a peer in each view; `null` when its labels do not say enough. */
export const nodeOfPeer: Record<GraphView, ToSeed> = {
  workload: workloadNode,
  app: (peer, directory) => appNode(peer, directory, null),
  versionedApp: (peer, directory) => appNode(peer, directory, versionOf(peer)),
  service: serviceNode,
  namespace: namespaceNode,
}
