import type { Cache, Kind } from './cache'
import { serviceNameLabel } from './endpoint-slices'
import { type KubernetesObject, keyOf, type Pod } from './kubernetes-objects'
import { isSelected } from './pods'

const ownerOf = (object: KubernetesObject, kind: string) =>
  object.metadata.ownerReferences?.find((owner) => owner.kind === kind)?.name

function concernsOfPod(cache: Cache, pod: Pod): string[] {
  const namespace = pod.metadata.namespace ?? 'default'
  const replicaSet = cache.get('ReplicaSet', `${namespace}/${ownerOf(pod, 'ReplicaSet')}`)
  const services = cache
    .within('Service', namespace)
    .filter(({ spec }) => isSelected(pod, spec.selector))
  return [
    `Pod/${keyOf(pod)}`,
    ...(replicaSet ? concernsOf(cache, 'ReplicaSet', replicaSet) : []),
    ...services.map((service) => `Service/${keyOf(service)}`),
  ]
}

/** What has to be looked at again because this object is new, has changed or is gone. */
export function concernsOf(cache: Cache, kind: Kind, object: KubernetesObject): string[] {
  const { namespace = 'default', labels } = object.metadata
  switch (kind) {
    case 'Pod':
      // Filed as a pod, so it is one.
      return concernsOfPod(cache, object as Pod)
    case 'ReplicaSet':
      return [`Deployment/${namespace}/${ownerOf(object, 'Deployment')}`]
    case 'EndpointSlice':
      return [`Service/${namespace}/${labels?.[serviceNameLabel]}`]
    case 'Deployment':
    case 'Service':
      return [`${kind}/${keyOf(object)}`]
  }
}
