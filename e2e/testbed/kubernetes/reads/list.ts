import { ApiStatusError, expired, failure } from '../http/status'
import type { JsonObject, KubernetesObject } from '../object'
import { type ResourceVersion, storageKey } from '../resources/resource'
import { objectKey, type Storage } from '../storage'
import { parseContinueToken, writeContinueToken } from './continue-token'
import { type ListOptions, parseRevision } from './list-options'
import { inVersion } from './representation'

export type ObjectList = { objects: KubernetesObject[]; metadata: JsonObject }

const tokenTooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.'

function refuseFuture(revision: number, current: number) {
  if (revision <= current) return
  const message = `Timeout: Too large resource version: ${revision}, current: ${current}`
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
  const refusal = failure(504, 'Timeout', message, { causes, retryAfterSeconds: 1 })
  throw new ApiStatusError(refusal.code, refusal.status, { 'Retry-After': '1' })
}

/** Which state is listed: now, the one that a page began with, or exactly the asked one. */
function revisionOf(options: ListOptions, current: number): { revision: number; start: string } {
  if (options.continueToken !== '') return parseContinueToken(options.continueToken)
  const asked = parseRevision(options.resourceVersion)
  refuseFuture(asked, current)
  return { revision: options.resourceVersionMatch === 'Exact' ? asked : current, start: '' }
}

function listAt(storage: Storage, collection: string, namespace: string, revision: number) {
  try {
    return storage.list(collection, namespace, revision)
  } catch (error) {
    if (error instanceof ApiStatusError && error.code === 410) throw expired(tokenTooOld)
    throw error
  }
}

const keyWithin = (namespace: string, { metadata }: KubernetesObject) =>
  namespace === '' ? objectKey(metadata.namespace ?? '', metadata.name) : metadata.name

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks */
export function listObjects(
  storage: Storage,
  target: ResourceVersion,
  namespace: string,
  options: ListOptions,
): ObjectList {
  const { resource } = target
  const { revision, start } = revisionOf(options, storage.revision())
  const found = listAt(storage, storageKey(resource), namespace, revision)
    .filter((object) => start === '' || keyWithin(namespace, object) > start)
    .filter((object) => options.matches(inVersion(object, target)))
  const objects = options.limit > 0 ? found.slice(0, options.limit) : found
  const last = objects.at(-1)
  const remaining = found.length - objects.length
  if (remaining === 0 || !last) {
    return {
      objects,
      metadata: {
        ...(resource.isCustom ? { continue: '' } : {}),
        resourceVersion: String(revision),
      },
    }
  }
  return {
    objects,
    metadata: {
      continue: writeContinueToken({ revision, start: keyWithin(namespace, last) }),
      ...(options.hasSelector ? {} : { remainingItemCount: remaining }),
      resourceVersion: String(revision),
    },
  }
}
