import type { MeshPod } from '../world/mesh-pod'

export type MetricLabels = Readonly<Record<string, string>>

/** What one proxy knows about one end of a call. */
export type PeerLabels = {
  workload: string
  workload_namespace: string
  app: string
  version: string
  canonical_service: string
  canonical_revision: string
  cluster: string
}

export const unknownPeer: PeerLabels = {
  workload: 'unknown',
  workload_namespace: 'unknown',
  app: 'unknown',
  version: 'unknown',
  canonical_service: 'unknown',
  // The one label whose stand-in is not "unknown".
  canonical_revision: 'latest',
  cluster: 'unknown',
}

/** A waypoint's missing destination, and whatever a ztunnel does not know, has no stand-in at all. */
export const whollyUnknownPeer: PeerLabels = { ...unknownPeer, canonical_revision: 'unknown' }

const identity = (pod: MeshPod) => ({
  workload: pod.workload,
  workload_namespace: pod.namespace,
  canonical_service: pod.canonicalName,
  canonical_revision: pod.canonicalRevision,
  cluster: pod.cluster,
})

/** A proxy's word about itself reads the plain labels only, and leaves out what is not there. */
export const ownLabels = (pod: MeshPod): PeerLabels => ({
  ...identity(pod),
  app: pod.labels.app ?? '',
  version: pod.labels.version ?? '',
})

/** What the proxies of both ends told each other: the recommended labels before the plain ones. */
export const exchangedLabels = (pod: MeshPod): PeerLabels => ({
  ...identity(pod),
  app: pod.labels['app.kubernetes.io/name'] ?? pod.labels.app ?? 'unknown',
  version: pod.labels['app.kubernetes.io/version'] ?? pod.labels.version ?? 'unknown',
})

/** What istiod told the caller about an endpoint that never answered for itself. */
export const endpointLabels = (pod: MeshPod): PeerLabels => ({
  ...identity(pod),
  app: 'unknown',
  version: 'unknown',
})

/** A ztunnel has the canonical names only, and writes them under both names. */
export const ztunnelLabels = (pod: MeshPod): PeerLabels => ({
  ...identity(pod),
  app: pod.canonicalName,
  version: pod.canonicalRevision,
})

/** Both written out: there are two for every pair of workloads that talk to each other. */
export const sourceLabels = (peer: PeerLabels, principal: string): MetricLabels => ({
  source_workload: peer.workload,
  source_workload_namespace: peer.workload_namespace,
  source_principal: principal,
  source_app: peer.app,
  source_version: peer.version,
  source_canonical_service: peer.canonical_service,
  source_canonical_revision: peer.canonical_revision,
  source_cluster: peer.cluster,
})

export const destinationLabels = (peer: PeerLabels, principal: string): MetricLabels => ({
  destination_workload: peer.workload,
  destination_workload_namespace: peer.workload_namespace,
  destination_principal: principal,
  destination_app: peer.app,
  destination_version: peer.version,
  destination_canonical_service: peer.canonical_service,
  destination_canonical_revision: peer.canonical_revision,
  destination_cluster: peer.cluster,
})

export const serviceLabels = (service: string, name: string, namespace: string): MetricLabels => ({
  destination_service: service,
  destination_service_name: name,
  destination_service_namespace: namespace,
})
