import { randomUUID } from 'node:crypto'
import type { Cluster } from '../cluster'
import { alreadyExists, badRequest, failure, forbidden, notFound } from '../http/status'
import type { KubernetesObject } from '../object'
import {
  groupResource,
  groupVersion,
  type ResourceVersion,
  storageKey,
} from '../resources/resource'
import { applyDefaults } from '../schema/defaults'
import { timestamp } from '../timestamp'
import { decodeObject, type RawBody } from './body'
import { duplicateFieldWords, readFields, refuseStrictly, unknownFieldWords } from './fields'
import { updateManagedFields } from './managed-fields'
import { refuseInvalid } from './validation'
import type { WriteOptions } from './write-options'

export type WriteRequest = {
  target: ResourceVersion
  namespace: string
  name: string
  subresource: string
  options: WriteOptions
}

export type Written = { object: KubernetesObject; warnings: string[] }

const suffixCharacters = 'bcdfghjklmnpqrstvwxz2456789'

function randomSuffix(): string {
  const bytes = randomUUID().replaceAll('-', '').slice(0, 10).match(/../g) ?? []
  return bytes
    .map((byte) => suffixCharacters[Number.parseInt(byte, 16) % suffixCharacters.length])
    .join('')
}

/** Only what exists and is not going away can be filled. */
function refuseMissingNamespace(
  { storage }: Cluster,
  { target, namespace }: WriteRequest,
  name: string,
): void {
  if (!target.resource.isNamespaced) return
  const found = storage.get('/namespaces', '', namespace)
  if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace)
  if (found.metadata.deletionTimestamp === undefined) return
  throw forbidden(
    groupResource(target.resource),
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  )
}

/** The body of a create or an update as an object of its kind; unknown fields as wished. */
export function readBody(body: RawBody, { target, options, namespace }: WriteRequest) {
  const { value, duplicates } = decodeObject(body, target)
  const { object, unknownFields } = readFields(value, target)
  const problems = [...duplicateFieldWords(duplicates), ...unknownFieldWords(unknownFields)]
  if (problems.length > 0 && options.fieldValidation === 'Strict') {
    throw refuseStrictly(target, problems)
  }
  if (target.resource.isNamespaced) {
    if ((object.metadata.namespace ?? namespace) !== namespace) {
      throw badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      )
    }
    object.metadata.namespace = namespace
  }
  return { object, warnings: options.fieldValidation === 'Warn' ? problems : [] }
}

function newMetadata({ metadata }: KubernetesObject, hasGeneration: boolean) {
  const { managedFields: _, resourceVersion, ...given } = metadata
  if (resourceVersion) {
    throw failure(500, undefined, 'resourceVersion should not be set on objects to be created')
  }
  const generated = given.generateName ? `${given.generateName}${randomSuffix()}` : ''
  return {
    ...given,
    name: given.name || generated,
    uid: randomUUID(),
    creationTimestamp: timestamp(),
    ...(hasGeneration ? { generation: 1 } : {}),
  }
}

export function createObject(cluster: Cluster, request: WriteRequest, body: RawBody): Written {
  const { target, namespace, options } = request
  const { resource, version } = target
  const { object, warnings } = readBody(body, request)
  object.metadata = newMetadata(object, resource.behaviour.hasGeneration)
  if (resource.hasStatus) delete object.status
  // A status that nobody may write here can still have its default.
  if (version.schema) applyDefaults(object, version.schema)
  const { name } = object.metadata
  refuseMissingNamespace(cluster, request, name)
  refuseInvalid(object, null, target)
  resource.behaviour.prepare?.(object, null)
  if (cluster.storage.get(storageKey(resource), namespace, name)) {
    throw alreadyExists(groupResource(resource), name)
  }
  object.metadata.managedFields = updateManagedFields(null, object, version.schema, {
    manager: options.fieldManager,
    apiVersion: groupVersion(resource.group, version.name),
    subresource: '',
  })
  const stored = options.isDryRun ? object : cluster.storage.put(storageKey(resource), object)
  return { object: stored, warnings }
}
