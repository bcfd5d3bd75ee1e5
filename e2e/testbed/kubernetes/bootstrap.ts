import { bootstrapClusterRoleBindings, bootstrapClusterRoles } from './access/bootstrap-policy'
import type { Cluster } from './cluster'
import { establishDefinitions } from './resources/definition-lifecycle'
import { groupVersion, storageKey } from './resources/resource'
import { readDefinitions } from './schemas/definitions'
import { createObject } from './writes/create'

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => ({
  metadata: { name },
}))

function createAll(cluster: Cluster, group: string, plural: string, objects: readonly unknown[]) {
  const target = cluster.resources.find(group, 'v1', plural)
  if (!target) throw new Error(`no ${plural} in ${groupVersion(group, 'v1')}`)
  const options = {
    isDryRun: false,
    fieldManager: 'kube-apiserver',
    fieldValidation: 'Ignore',
  } as const
  const request = { target, namespace: '', name: '', subresource: '', options }
  for (const object of objects) {
    createObject(cluster, request, {
      text: JSON.stringify(object),
      contentType: 'application/json',
    })
  }
  return storageKey(target.resource)
}

/** What a cluster has before anybody writes to it. */
export function bootstrap(cluster: Cluster, hasDefinitions: boolean): void {
  createAll(cluster, '', 'namespaces', namespaces)
  const rbac = 'rbac.authorization.k8s.io'
  createAll(cluster, rbac, 'clusterroles', bootstrapClusterRoles)
  createAll(cluster, rbac, 'clusterrolebindings', bootstrapClusterRoleBindings)
  if (hasDefinitions) {
    createAll(cluster, 'apiextensions.k8s.io', 'customresourcedefinitions', readDefinitions())
  }
  establishDefinitions(cluster)
  // A watch cannot start before the server did.
  cluster.storage.compact()
}
