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
  /** Controllers look at one namespace at a time: a big mesh has a hundred. */
  within<K extends Kind>(kind: K, namespace: string | undefined): Kinds[K][]
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

function shelf<Name>(shelves: Map<Name, Map<string, KubernetesObject>>, name: Name) {
  const known = shelves.get(name) ?? new Map<string, KubernetesObject>()
  shelves.set(name, known)
  return known
}

export function newCache(): Cache {
  const byNamespace = new Map<string, Map<string, KubernetesObject>>()
  const byKind = new Map<Kind, Map<string, KubernetesObject>>()
  const removed = new Set<string>()
  const all = (kind: Kind) => shelf(byKind, kind)
  const within = (kind: Kind, namespace = 'default') => shelf(byNamespace, `${kind}/${namespace}`)
  return {
    // Filed under its kind, so it is of that kind's type.
    all: <K extends Kind>(kind: K) => [...all(kind).values()] as Kinds[K][],
    within: <K extends Kind>(kind: K, namespace: string | undefined) =>
      [...within(kind, namespace).values()] as Kinds[K][],
    get: <K extends Kind>(kind: K, key: string) => all(kind).get(key) as Kinds[K] | undefined,
    put: (kind, object) => {
      const key = keyOf(object)
      const known = all(kind).get(key)
      const isOld = known !== undefined && version(known) > version(object)
      if (isOld || removed.has(object.metadata.uid ?? '')) return false
      all(kind).set(key, object)
      within(kind, object.metadata.namespace).set(key, object)
      return true
    },
    remove: (kind, object) => {
      const key = keyOf(object)
      removed.add(object.metadata.uid ?? '')
      if (all(kind).get(key)?.metadata.uid !== object.metadata.uid) return
      all(kind).delete(key)
      within(kind, object.metadata.namespace).delete(key)
    },
  }
}
