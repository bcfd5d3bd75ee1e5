import type { Cluster } from '../cluster'
import type { KubernetesObject } from '../object'
import { type Resource, storageKey } from '../resources/resource'
import { timestamp } from '../timestamp'

const namespaces = '/namespaces'

/** Takes an object away for good; a namespace that waited for it may then go, too. */
export function removeObject(
  cluster: Cluster,
  resource: Resource,
  object: KubernetesObject,
): KubernetesObject {
  const gone = cluster.storage.remove(storageKey(resource), object)
  const { namespace } = object.metadata
  if (namespace) finishNamespace(cluster, namespace)
  return gone
}

/** Marks an object that still has finalizers: somebody else has to let it go. */
export function markDeleted(
  { storage }: Cluster,
  resource: Resource,
  object: KubernetesObject,
): KubernetesObject {
  const { metadata } = object
  if (metadata.deletionTimestamp !== undefined) return object
  return storage.put(storageKey(resource), {
    ...object,
    metadata: {
      ...metadata,
      ...(metadata.generation === undefined ? {} : { generation: metadata.generation + 1 }),
      deletionTimestamp: timestamp(),
      deletionGracePeriodSeconds: 0,
    },
  })
}

function removeContents(cluster: Cluster, namespace: string): number {
  let remaining = 0
  for (const resource of cluster.resources.all().filter(({ isNamespaced }) => isNamespaced)) {
    for (const object of cluster.storage.list(storageKey(resource), namespace)) {
      if (object.metadata.finalizers?.length) {
        markDeleted(cluster, resource, object)
        remaining += 1
      } else cluster.storage.remove(storageKey(resource), object)
    }
  }
  return remaining
}

/** The part of the namespace controller: nothing else runs beside this API server. */
function finishNamespace(cluster: Cluster, name: string): void {
  const namespace = cluster.storage.get(namespaces, '', name)
  if (namespace?.metadata.deletionTimestamp === undefined) return
  if (removeContents(cluster, name) > 0) return
  cluster.storage.remove(namespaces, namespace)
}

/** A namespace is first seen Terminating; its contents and then itself go right after. */
export function terminateNamespace(
  cluster: Cluster,
  resource: Resource,
  namespace: KubernetesObject,
): KubernetesObject {
  const terminating = markDeleted(cluster, resource, {
    ...namespace,
    status: { phase: 'Terminating' },
  })
  setImmediate(() => finishNamespace(cluster, namespace.metadata.name))
  return terminating
}
