import {
  type EndpointSlice,
  isReady,
  type Pod,
  type Service,
  targetPortOf,
} from './kubernetes-objects'
import { isSelected, shortHash } from './pods'

export const serviceNameLabel = 'kubernetes.io/service-name'

/** The slice that belongs to a service; `null` for a service without a selector. */
export function endpointSliceOf(service: Service, pods: readonly Pod[]): EndpointSlice | null {
  const { name, namespace = 'default', uid } = service.metadata
  if (!service.spec.selector) return null
  const selected = pods
    .filter((pod) => pod.metadata.namespace === namespace && pod.status?.podIP)
    .filter((pod) => isSelected(pod, service.spec.selector))
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${shortHash(`${namespace}/${name}`, 5)}`,
      namespace,
      labels: {
        [serviceNameLabel]: name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name, uid: uid ?? '', controller: true },
      ],
    },
    addressType: 'IPv4',
    endpoints: selected.map(endpointOf),
    ports: (service.spec.ports ?? []).map((port) => ({
      name: port.name ?? '',
      port: targetPortOf(port, selected[0]?.spec),
      protocol: port.protocol ?? 'TCP',
    })),
  }
}

function endpointOf(pod: Pod): object {
  const ready = isReady(pod)
  return {
    addresses: [pod.status?.podIP],
    conditions: { ready, serving: ready, terminating: false },
    targetRef: {
      kind: 'Pod',
      name: pod.metadata.name,
      namespace: pod.metadata.namespace,
      uid: pod.metadata.uid,
    },
  }
}
