import type { Cluster } from '../cluster'
import type { KubernetesObject } from '../object'
import { type Resource, storageKey } from '../resources/resource'
import { timestamp } from '../timestamp'

/** Takes an object away for good. */
export const removeObject = (
  { storage }: Cluster,
  resource: Resource,
  object: KubernetesObject,
): KubernetesObject => storage.remove(storageKey(resource), object)

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

/** A namespace stays until its controller has emptied it and taken its finalizer away. */
export const terminateNamespace = (
  cluster: Cluster,
  resource: Resource,
  namespace: KubernetesObject,
): KubernetesObject =>
  markDeleted(cluster, resource, { ...namespace, status: { phase: 'Terminating' } })
