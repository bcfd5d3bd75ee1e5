import { isReady, type Labels, type Pod } from '../../cluster/kubernetes-objects'

export type MeshPod = {
  /** `namespace/name` */
  key: string
  namespace: string
  name: string
  ip: string
  labels: Labels
  workload: string
  serviceAccount: string
  canonicalName: string
  canonicalRevision: string
  proxy: 'sidecar' | 'gateway' | null
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

function proxyOf({ metadata, spec }: Pod): MeshPod['proxy'] {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])]
  const injected =
    metadata.annotations?.['sidecar.istio.io/status'] !== undefined &&
    containers.some(({ name }) => name === 'istio-proxy')
  if (!injected) return null
  return metadata.annotations?.['inject.istio.io/templates'] === 'gateway' ? 'gateway' : 'sidecar'
}

export function meshPod(pod: Pod): MeshPod {
  const { name, namespace = 'default', labels = {} } = pod.metadata
  const workload = workloadOf(pod)
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    ip: pod.status?.podIP ?? '',
    labels,
    workload,
    serviceAccount: pod.spec.serviceAccountName ?? 'default',
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
    proxy: proxyOf(pod),
    ready: isReady(pod),
    spec: pod.spec,
  }
}
