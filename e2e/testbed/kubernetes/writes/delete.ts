import type { Cluster } from '../cluster'
import { conflict, forbidden } from '../http/status'
import { isJsonObject, type JsonObject, type KubernetesObject } from '../object'
import type { ObjectFilter } from '../reads/list-options'
import { inVersion } from '../reads/representation'
import { groupResource, type Resource, storageKey } from '../resources/resource'
import { decodeBody, type RawBody } from './body'
import type { WriteRequest } from './create'
import { markDeleted, removeObject, terminateNamespace } from './removal'
import { currentObject } from './update'

type DeleteOptions = { uid?: unknown; resourceVersion?: unknown; isDryRun: boolean }

export function readDeleteOptions(body: RawBody, isDryRun: boolean): DeleteOptions {
  if (body.text === '') return { isDryRun }
  const { value } = decodeBody(body, 'DeleteOptions')
  const { uid, resourceVersion } = isJsonObject(value.preconditions) ? value.preconditions : {}
  const isAskedDry = Array.isArray(value.dryRun) && value.dryRun.includes('All')
  return { uid, resourceVersion, isDryRun: isDryRun || isAskedDry }
}

function refusePrecondition(
  resource: Resource,
  { metadata }: KubernetesObject,
  asked: DeleteOptions,
) {
  const { group, kind } = resource
  const refuse = (why: string) => conflict({ group, resource: kind }, metadata.name, why)
  if (asked.uid !== undefined && asked.uid !== metadata.uid) {
    throw refuse(
      `the UID in the precondition (${asked.uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    )
  }
  const { resourceVersion } = asked
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw refuse(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    )
  }
}

const isNamespace = ({ group, kind }: Resource) => group === '' && kind === 'Namespace'

const lasting = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

const success = ({ group, plural }: Resource, { metadata }: KubernetesObject): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: {
    name: metadata.name,
    ...(group === '' ? {} : { group }),
    kind: plural,
    uid: metadata.uid,
  },
})

/** Pods go at once whatever their grace period: there is no kubelet that would confirm it. */
function deleteOne(cluster: Cluster, resource: Resource, object: KubernetesObject) {
  if (isNamespace(resource)) return terminateNamespace(cluster, resource, object)
  if (object.metadata.finalizers?.length) return markDeleted(cluster, resource, object)
  return removeObject(cluster, resource, object)
}

export function deleteObject(
  cluster: Cluster,
  request: WriteRequest,
  asked: DeleteOptions,
): JsonObject {
  const { resource } = request.target
  const current = currentObject(cluster, request)
  refusePrecondition(resource, current, asked)
  if (isNamespace(resource) && lasting.includes(request.name)) {
    throw forbidden(groupResource(resource), request.name, 'this namespace may not be deleted')
  }
  const answersObject = resource.behaviour.returnsDeleted
  if (asked.isDryRun) return answersObject ? current : success(resource, current)
  const gone = deleteOne(cluster, resource, current)
  const isHeld = gone.metadata.deletionTimestamp !== undefined
  return answersObject || isHeld ? gone : success(resource, current)
}

/** All objects of a selection; answers what was deleted. */
export function deleteCollection(
  cluster: Cluster,
  { target, namespace }: WriteRequest,
  matches: ObjectFilter,
  asked: DeleteOptions,
): KubernetesObject[] {
  const { resource } = target
  const found = cluster.storage
    .list(storageKey(resource), namespace)
    .filter((object) => matches(inVersion(object, target)))
  if (asked.isDryRun) return found
  return found.map((object) => deleteOne(cluster, resource, object))
}
