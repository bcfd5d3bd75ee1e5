import type { Cluster } from '../cluster'
import type { KubernetesObject } from '../object'
import { type CustomResourceDefinition, toResource } from './custom-resources'
import { storageKey } from './resource'

const definitions = 'apiextensions.k8s.io/customresourcedefinitions'

function withdraw({ storage, resources }: Cluster, { spec }: CustomResourceDefinition): void {
  const { group, names } = spec
  resources.remove(group, names.plural)
  const collection = storageKey({ group, plural: names.plural })
  for (const object of storage.list(collection, '')) storage.remove(collection, object)
}

/** An API comes and goes with its definition, at the moment that this is written. */
export function serveDefinitions(cluster: Cluster): () => void {
  return cluster.storage.subscribe(definitions, ({ type, object }) => {
    // Writes of definitions have been validated before they are stored.
    const definition = object as CustomResourceDefinition & KubernetesObject
    const resource = type === 'DELETED' ? null : toResource(definition)
    if (resource) cluster.resources.add(resource)
    else withdraw(cluster, definition)
  })
}
