import { expired } from './http/status'
import type { KubernetesObject } from './object'

export type StoredEvent = {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  revision: number
  object: KubernetesObject
  previous: KubernetesObject | null
}

/**
 * All objects of all collections under one counter, with the latest changes of each collection.
 * Stored objects are never changed in place: a reader may keep what it got.
 */
export type Storage = {
  revision(): number
  get(collection: string, namespace: string, name: string): KubernetesObject | null
  /** In the order of their keys; at an earlier revision as long as the history reaches there. */
  list(collection: string, namespace: string, revision?: number): KubernetesObject[]
  put(collection: string, object: KubernetesObject): KubernetesObject
  remove(collection: string, object: KubernetesObject): KubernetesObject
  /** Changes after a revision, or 410 when some of them are forgotten. */
  changesSince(collection: string, revision: number): StoredEvent[]
  subscribe(collection: string, listener: (event: StoredEvent) => void): () => void
  /** Forgets the history, as etcd does after five minutes. */
  compact(): void
}

type Collection = {
  objects: Map<string, KubernetesObject>
  /** Keys in order; null after a key came or went. */
  keys: string[] | null
  history: StoredEvent[]
  /** Changes up to this revision are forgotten. */
  forgotten: number
  listeners: Set<(event: StoredEvent) => void>
}

const historyLimit = 10_000

export const objectKey = (namespace: string, name: string) =>
  namespace === '' ? name : `${namespace}/${name}`

const keyOf = ({ metadata }: KubernetesObject) => objectKey(metadata.namespace ?? '', metadata.name)

const withRevision = (object: KubernetesObject, revision: number): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: String(revision) },
})

function sortedKeys(collection: Collection): string[] {
  collection.keys ??= [...collection.objects.keys()].sort()
  return collection.keys
}

/** The collection as it was: its objects with the later changes undone. */
function objectsAt(collection: Collection, revision: number): Collection {
  const objects = new Map(collection.objects)
  for (const event of collection.history.toReversed()) {
    if (event.revision <= revision) break
    if (event.previous) objects.set(keyOf(event.previous), event.previous)
    else objects.delete(keyOf(event.object))
  }
  return { ...collection, objects, keys: null }
}

function record(collection: Collection, event: StoredEvent) {
  collection.history.push(event)
  if (collection.history.length > 2 * historyLimit) {
    const dropped = collection.history.splice(0, historyLimit)
    collection.forgotten = dropped.at(-1)?.revision ?? collection.forgotten
  }
  for (const listener of collection.listeners) listener(event)
}

export function memoryStorage(): Storage {
  const collections = new Map<string, Collection>()
  let revision = 1
  let compacted = 1

  const open = (name: string): Collection => {
    const known = collections.get(name)
    if (known) return known
    const collection: Collection = {
      objects: new Map(),
      keys: null,
      history: [],
      forgotten: compacted,
      listeners: new Set(),
    }
    collections.set(name, collection)
    return collection
  }

  const refuseForgotten = (collection: Collection, asked: number) => {
    if (asked >= collection.forgotten) return
    throw expired(`too old resource version: ${asked} (${collection.forgotten})`)
  }

  return {
    revision: () => revision,
    get: (name, namespace, object) => open(name).objects.get(objectKey(namespace, object)) ?? null,
    list: (name, namespace, at) => {
      const now = open(name)
      if (at !== undefined) refuseForgotten(now, at)
      const collection = at === undefined || at >= revision ? now : objectsAt(now, at)
      const prefix = namespace === '' ? '' : `${namespace}/`
      return sortedKeys(collection).flatMap((key) => {
        const object = key.startsWith(prefix) ? collection.objects.get(key) : undefined
        return object ? [object] : []
      })
    },
    put: (name, object) => {
      const collection = open(name)
      const key = keyOf(object)
      const previous = collection.objects.get(key) ?? null
      revision += 1
      const stored = withRevision(object, revision)
      collection.objects.set(key, stored)
      if (!previous) collection.keys = null
      record(collection, {
        type: previous ? 'MODIFIED' : 'ADDED',
        revision,
        object: stored,
        previous,
      })
      return stored
    },
    remove: (name, object) => {
      const collection = open(name)
      const key = keyOf(object)
      const previous = collection.objects.get(key) ?? null
      revision += 1
      const gone = withRevision(object, revision)
      collection.objects.delete(key)
      collection.keys = null
      record(collection, { type: 'DELETED', revision, object: gone, previous })
      return gone
    },
    changesSince: (name, since) => {
      const collection = open(name)
      refuseForgotten(collection, since)
      return collection.history.filter((event) => event.revision > since)
    },
    subscribe: (name, listener) => {
      const { listeners } = open(name)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    compact: () => {
      compacted = revision
      for (const collection of collections.values()) {
        collection.history = []
        collection.forgotten = revision
      }
    },
  }
}
