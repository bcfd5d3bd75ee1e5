import {
  type Deployment,
  type EndpointSlice,
  type KubernetesObject,
  keyOf,
  type Pod,
  type ReplicaSet,
  type Service,
} from './kubernetes-objects'

export type Kinds = {
  Deployment: Deployment
  ReplicaSet: ReplicaSet
  Pod: Pod
  Service: Service
  EndpointSlice: EndpointSlice
}
export type Kind = keyof Kinds

export const kinds: readonly Kind[] = [
  'Deployment',
  'ReplicaSet',
  'Pod',
  'Service',
  'EndpointSlice',
]

/** What the controllers know: what the watches told and what they have written themselves. */
export type Cache = {
  all<K extends Kind>(kind: K): Kinds[K][]
  get<K extends Kind>(kind: K, key: string): Kinds[K] | undefined
  /** False for news that is older than what is known. */
  put(kind: Kind, object: KubernetesObject): boolean
  remove(kind: Kind, object: KubernetesObject): void
}

/**
 * A watch may still tell of the past when a write's own answer is already here. The versions of
 * the bed's API servers count up, so that the older can be told.
 */
const version = ({ metadata }: KubernetesObject) => Number(metadata.resourceVersion ?? 0)

export function newCache(): Cache {
  const byKind = new Map<Kind, Map<string, KubernetesObject>>()
  const removed = new Set<string>()
  const kept = (kind: Kind) => {
    const objects = byKind.get(kind) ?? new Map<string, KubernetesObject>()
    byKind.set(kind, objects)
    return objects
  }
  return {
    // Filed under its kind, so it is of that kind's type.
    all: <K extends Kind>(kind: K) => [...kept(kind).values()] as Kinds[K][],
    get: <K extends Kind>(kind: K, key: string) => kept(kind).get(key) as Kinds[K] | undefined,
    put: (kind, object) => {
      const known = kept(kind).get(keyOf(object))
      const isOld = known !== undefined && version(known) > version(object)
      if (isOld || removed.has(object.metadata.uid ?? '')) return false
      kept(kind).set(keyOf(object), object)
      return true
    },
    remove: (kind, object) => {
      removed.add(object.metadata.uid ?? '')
      if (kept(kind).get(keyOf(object))?.metadata.uid === object.metadata.uid) {
        kept(kind).delete(keyOf(object))
      }
    },
  }
}
