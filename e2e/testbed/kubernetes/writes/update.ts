import { isDeepStrictEqual } from 'node:util'
import type { Cluster } from '../cluster'
import { badRequest, conflict, fieldInvalid, invalid, modified, notFound } from '../http/status'
import { copyJson, isJsonObject, type KubernetesObject, type ObjectMetadata } from '../object'
import { inVersion } from '../reads/representation'
import { groupResource, groupVersion, type Resource, storageKey } from '../resources/resource'
import type { RawBody } from './body'
import { readBody, type WriteRequest, type Written } from './create'
import { updateManagedFields } from './managed-fields'
import { removeObject } from './removal'
import { refuseInvalid } from './validation'

export function currentObject(
  { storage }: Pick<Cluster, 'storage'>,
  { target, namespace, name }: Pick<WriteRequest, 'target' | 'namespace' | 'name'>,
) {
  const { resource } = target
  const stored = storage.get(storageKey(resource), namespace, name)
  if (!stored) throw notFound(groupResource(resource), name)
  return inVersion(stored, target)
}

function refuseOtherUid(resource: Resource, current: KubernetesObject, uid: string | undefined) {
  const { name, namespace, uid: actual } = current.metadata
  if (uid === undefined || uid === '' || uid === actual) return
  const key = ['/registry', resource.group, resource.plural, namespace, name].filter(Boolean)
  throw conflict(
    groupResource(resource),
    name,
    `StorageError: invalid object, Code: 4, Key: ${key.join('/')}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${actual}`,
  )
}

/** Optimistic concurrency: the version that the writer saw must be the current one. */
function refuseStale(resource: Resource, current: KubernetesObject, metadata: ObjectMetadata) {
  const { name, resourceVersion } = current.metadata
  const seen = metadata.resourceVersion ?? ''
  if (seen === '' && !resource.behaviour.allowsUnconditionalUpdate) {
    const why = 'must be specified for an update'
    throw invalid({ group: resource.group, kind: resource.plural }, name, [
      fieldInvalid('metadata.resourceVersion', 0, why),
    ])
  }
  if (seen !== '' && seen !== resourceVersion) throw modified(groupResource(resource), name)
}

/** What a writer cannot change, from the stored object. */
const keptMetadata = (next: ObjectMetadata, { metadata }: KubernetesObject): ObjectMetadata => {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = metadata
  const { generation, resourceVersion, managedFields } = metadata
  const kept = { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds }
  const all = { ...next, ...kept, generation, resourceVersion, managedFields }
  const present = Object.entries(all).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present) as ObjectMetadata
}

/** The main resource never writes `status`, a subresource writes nothing but its own part. */
function withinSubresource(
  { hasStatus }: Resource,
  subresource: string,
  current: KubernetesObject,
  next: KubernetesObject,
): KubernetesObject {
  if (subresource === 'status') {
    const { status: _, ...rest } = current
    return copyJson(next.status === undefined ? rest : { ...rest, status: next.status })
  }
  if (subresource === 'finalize') return copyJson({ ...current, spec: next.spec })
  const { status, ...rest } = next
  const kept = hasStatus ? current.status : status
  return kept === undefined ? rest : { ...rest, status: copyJson(kept) }
}

const specOf = ({ metadata: _, status: __, ...rest }: KubernetesObject, hasStatus: boolean) =>
  hasStatus ? rest : { ...rest, status: __ }

const meaningOf = ({ metadata, ...rest }: KubernetesObject) => {
  const { managedFields: _, resourceVersion: __, generation: ___, ...meaning } = metadata
  return { ...rest, metadata: meaning }
}

/** Nothing holds it any more: neither a finalizer nor, for a namespace, one of its spec. */
function isReleased({ metadata, spec }: KubernetesObject): boolean {
  const held = isJsonObject(spec) && Array.isArray(spec.finalizers) ? spec.finalizers : []
  return (
    metadata.deletionTimestamp !== undefined && !metadata.finalizers?.length && held.length === 0
  )
}

/** Stores the next state of an object, unless it says what the current one does. */
export function replaceObject(
  cluster: Cluster,
  request: WriteRequest,
  current: KubernetesObject,
  wished: KubernetesObject,
): KubernetesObject {
  const { target, options, subresource } = request
  const { resource, version } = target
  if (wished.metadata.name !== current.metadata.name) {
    throw badRequest(
      `the name of the object (${wished.metadata.name}) does not match the name on the URL (${current.metadata.name})`,
    )
  }
  refuseOtherUid(resource, current, wished.metadata.uid)
  refuseStale(resource, current, wished.metadata)
  const next = withinSubresource(resource, subresource, current, {
    ...wished,
    metadata: keptMetadata(wished.metadata, current),
  })
  refuseInvalid(next, current, target)
  if (subresource === '') resource.behaviour.prepare?.(next, current)
  if (isDeepStrictEqual(meaningOf(next), meaningOf(current))) return current
  if (
    resource.behaviour.hasGeneration &&
    !isDeepStrictEqual(specOf(next, resource.hasStatus), specOf(current, resource.hasStatus))
  ) {
    next.metadata.generation = (current.metadata.generation ?? 0) + 1
  }
  next.metadata.managedFields = updateManagedFields(current, next, version.schema, {
    manager: options.fieldManager,
    apiVersion: groupVersion(resource.group, version.name),
    subresource,
  })
  if (options.isDryRun) return next
  return isReleased(next)
    ? removeObject(cluster, resource, next)
    : cluster.storage.put(storageKey(resource), next)
}

export function updateObject(cluster: Cluster, request: WriteRequest, body: RawBody): Written {
  const { object, warnings } = readBody(body, request)
  const named = object.metadata.name
  if (named !== undefined && named !== request.name) {
    throw badRequest(
      `the name of the object (${named}) does not match the name on the URL (${request.name})`,
    )
  }
  object.metadata.name = request.name
  const current = currentObject(cluster, request)
  return { object: replaceObject(cluster, request, current, object), warnings }
}
