import type { Cluster } from '../cluster'
import { isJsonObject, type KubernetesObject } from '../object'
import { type CustomResourceDefinition, establishedStatus, toResource } from './custom-resources'
import { storageKey } from './resource'

const definitions = 'apiextensions.k8s.io/customresourcedefinitions'

function withdraw({ storage, resources }: Cluster, { spec }: CustomResourceDefinition): void {
  const { group, names } = spec
  resources.remove(group, names.plural)
  const collection = storageKey({ group, plural: names.plural })
  for (const object of storage.list(collection, '')) storage.remove(collection, object)
}

const isEstablished = ({ status }: KubernetesObject) =>
  isJsonObject(status) && Array.isArray(status.conditions)

/** Accepts the names of the definitions that are new; from then on their APIs are served. */
export function establishDefinitions({ storage }: Cluster): void {
  for (const object of storage.list(definitions, '').filter((one) => !isEstablished(one))) {
    // Writes of definitions have been validated before they are stored.
    const definition = object as CustomResourceDefinition
    storage.put(definitions, { ...definition, status: establishedStatus(definition) })
  }
}

/** An API comes a moment after its definition, and goes with it. */
export function serveDefinitions(cluster: Cluster): () => void {
  return cluster.storage.subscribe(definitions, ({ type, object }) => {
    const definition = object as CustomResourceDefinition
    if (type === 'DELETED') return withdraw(cluster, definition)
    if (!isEstablished(definition)) {
      setImmediate(() => establishDefinitions(cluster))
      return
    }
    const resource = toResource(definition)
    if (resource) cluster.resources.add(resource)
    else withdraw(cluster, definition)
  })
}
