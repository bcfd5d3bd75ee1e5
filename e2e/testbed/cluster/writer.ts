import type { KubernetesClient } from '../kubernetes/client'
import type { Cache, Kind, Kinds } from './cache'
import type { KubernetesObject } from './kubernetes-objects'

export const resources: Record<Kind, { prefix: string; plural: string }> = {
  Deployment: { prefix: '/apis/apps/v1', plural: 'deployments' },
  ReplicaSet: { prefix: '/apis/apps/v1', plural: 'replicasets' },
  Pod: { prefix: '/api/v1', plural: 'pods' },
  Service: { prefix: '/api/v1', plural: 'services' },
  EndpointSlice: { prefix: '/apis/discovery.k8s.io/v1', plural: 'endpointslices' },
}

/** Writes that are known to the controllers at once, before a watch tells of them. */
export type Writer = {
  create<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]>
  /** A merge patch, of the object or of its status. */
  patch(kind: Kind, object: KubernetesObject, patch: object): Promise<void>
  patchStatus(kind: Kind, object: KubernetesObject, status: object): Promise<void>
  delete(kind: Kind, object: KubernetesObject): Promise<void>
  /** Reads anew what a list did not show. */
  refresh(kind: Kind, object: KubernetesObject): Promise<void>
}

const query = { fieldManager: 'kube-controller-manager' }

/** Somebody else may have deleted it first, which is as good. */
async function unlessGone<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 404) return null
    throw error
  }
}

export function newWriter(
  client: KubernetesClient,
  cache: Cache,
  changed: (kind: Kind, object: KubernetesObject) => void,
): Writer {
  const collection = (kind: Kind, { metadata }: KubernetesObject) => {
    const { prefix, plural } = resources[kind]
    return `${prefix}/namespaces/${metadata.namespace ?? 'default'}/${plural}`
  }
  const path = (kind: Kind, object: KubernetesObject) =>
    `${collection(kind, object)}/${object.metadata.name}`
  const known = (kind: Kind, object: KubernetesObject) => {
    if (cache.put(kind, object)) changed(kind, object)
  }
  const gone = (kind: Kind, object: KubernetesObject) => {
    cache.remove(kind, object)
    changed(kind, object)
  }
  return {
    create: async (kind, object) => {
      // The server answers with an object of the kind that it was given.
      const created = (await client.create(
        collection(kind, object),
        object,
        query,
      )) as KubernetesObject as typeof object
      known(kind, created)
      return created
    },
    patch: async (kind, object, patch) =>
      known(kind, await client.patch(path(kind, object), { ...patch }, query)),
    patchStatus: async (kind, object, status) =>
      known(kind, await client.patch(`${path(kind, object)}/status`, { status }, query)),
    delete: async (kind, object) => {
      await unlessGone(client.delete(path(kind, object), { gracePeriodSeconds: 0 }))
      gone(kind, object)
    },
    refresh: async (kind, object) => {
      const found = await unlessGone(client.get(path(kind, object)))
      if (found && found.metadata.uid === object.metadata.uid) known(kind, found)
      else gone(kind, object)
    },
  }
}
