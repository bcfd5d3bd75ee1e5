import { isReady, type Labels, type Pod } from '../../cluster/kubernetes-objects'
import { defaultMesh, type MeshConfig } from './mesh-config'

/** The proxy that runs in a pod and is scraped there; an ambient workload has none of its own. */
export type PodProxyKind = 'sidecar' | 'gateway' | 'waypoint' | 'ztunnel'

export type MeshPod = {
  /** `namespace/name` */
  key: string
  namespace: string
  name: string
  ip: string
  labels: Labels
  annotations: Labels
  workload: string
  serviceAccount: string
  /** Its identity in the mesh, whether or not it has a proxy to show it: `spiffe://…`. */
  principal: string
  canonicalName: string
  canonicalRevision: string
  proxy: PodProxyKind | null
  /** The ztunnel of its node carries its traffic. Never with a proxy of its own. */
  isAmbient: boolean
  /** Name of the cluster, of the network (`''` is the default one) and of the node. */
  cluster: string
  network: string
  node: string
  ready: boolean
  spec: Pod['spec']
}

/** A Deployment's pod belongs to a ReplicaSet named after the Deployment and the template's hash. */
function workloadOf({ metadata }: Pod): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  const hash = metadata.labels?.['pod-template-hash']
  if (!owner) return metadata.name
  if (owner.kind !== 'ReplicaSet' || !hash || !owner.name.endsWith(`-${hash}`)) return owner.name
  return owner.name.slice(0, -hash.length - 1)
}

/** Istio's controller for gateways marks what it deploys by the kind of controller. */
const managedProxies: Readonly<Record<string, PodProxyKind>> = {
  'istio.io-mesh-controller': 'waypoint',
  'istio.io-gateway-controller': 'gateway',
}

/** A native sidecar is an init container that stays. */
function proxyOf({ metadata, spec }: Pod): MeshPod['proxy'] {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])]
  if (!containers.some(({ name }) => name === 'istio-proxy')) return null
  if (metadata.labels?.app === 'ztunnel') return 'ztunnel'
  const managed = managedProxies[metadata.labels?.['gateway.istio.io/managed'] ?? '']
  if (managed) return managed
  if (metadata.annotations?.['sidecar.istio.io/status'] === undefined) return null
  return metadata.annotations['inject.istio.io/templates'] === 'gateway' ? 'gateway' : 'sidecar'
}

/** Istio's names for a workload: its own labels, then the recommended ones, then plain ones. */
const canonicalOf = (labels: Labels, workload: string) => ({
  canonicalName:
    labels['service.istio.io/canonical-name'] ??
    labels['app.kubernetes.io/name'] ??
    labels.app ??
    workload,
  canonicalRevision:
    labels['service.istio.io/canonical-revision'] ??
    labels['app.kubernetes.io/version'] ??
    labels.version ??
    'latest',
})

export function meshPod(pod: Pod, { trustDomain, clusterId }: MeshConfig = defaultMesh): MeshPod {
  const { name, namespace = 'default', labels = {}, annotations = {} } = pod.metadata
  const workload = workloadOf(pod)
  const proxy = proxyOf(pod)
  const serviceAccount = pod.spec.serviceAccountName ?? 'default'
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    ip: pod.status?.podIP ?? '',
    labels,
    annotations,
    workload,
    serviceAccount,
    principal: `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
    ...canonicalOf(labels, workload),
    proxy,
    isAmbient: proxy === null && annotations['ambient.istio.io/redirection'] === 'enabled',
    // One API server stands for several clusters: a pod says by a label which one it is in.
    cluster: labels['topology.istio.io/cluster'] ?? clusterId,
    network: labels['topology.istio.io/network'] ?? '',
    node: pod.spec.nodeName ?? pod.status?.hostIP ?? '',
    ready: isReady(pod),
    spec: pod.spec,
  }
}
