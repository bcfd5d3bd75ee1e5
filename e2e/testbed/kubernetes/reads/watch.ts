import { ApiStatusError } from '../http/status'
import type { JsonObject, KubernetesObject } from '../object'
import { groupVersion, type ResourceVersion, storageKey } from '../resources/resource'
import type { Storage, StoredEvent } from '../storage'
import { type ListOptions, type ObjectFilter, parseWatchRevision } from './list-options'
import { inVersion, present, type Representation } from './representation'

/** Where a watch writes its lines, and how it learns that nobody reads them any more. */
export type WatchStream = {
  write(line: string): void
  end(): void
  onClose(listener: () => void): void
}

export type WatchTarget = {
  target: ResourceVersion
  namespace: string
  options: ListOptions
  shape: Representation['shape']
}

const bookmarkEveryMs = 60_000
/** The API server sends a bookmark about this long before it ends a watch. */
const bookmarkBeforeEndMs = 2_000
const defaultTimeoutSeconds = 1_800

type Change = { type: StoredEvent['type']; object: KubernetesObject }

/** For a watch with a selection, what comes into it is added and what leaves it is deleted. */
function asSeenBy(event: StoredEvent, isSelected: ObjectFilter): Change | null {
  const { object, previous } = event
  const isIn = event.type !== 'DELETED' && isSelected(object)
  const wasIn = previous !== null && isSelected(previous)
  if (isIn) return { type: wasIn ? 'MODIFIED' : 'ADDED', object }
  if (!wasIn) return null
  if (event.type === 'DELETED') return { type: 'DELETED', object }
  const { resourceVersion: _, ...metadata } = previous.metadata
  const resourceVersion = String(event.revision)
  return { type: 'DELETED', object: { ...previous, metadata: { ...metadata, resourceVersion } } }
}

/** Many watches get the same object: it is written out once per version. */
const lines = new WeakMap<KubernetesObject, Map<string, string>>()

function objectText(object: KubernetesObject, target: ResourceVersion): string {
  const known = lines.get(object) ?? new Map<string, string>()
  lines.set(object, known)
  const apiVersion = groupVersion(target.resource.group, target.version.name)
  const text = known.get(apiVersion) ?? JSON.stringify(inVersion(object, target))
  known.set(apiVersion, text)
  return text
}

function eventLine({ type, object }: Change, { target, shape }: WatchTarget): string {
  const text =
    shape === 'object' ? objectText(object, target) : JSON.stringify(present(object, target, shape))
  return `{"type":"${type}","object":${text}}\n`
}

const plainLine = (type: string, object: JsonObject) => `${JSON.stringify({ type, object })}\n`

function bookmarkLine({ resource, version }: ResourceVersion, revision: number, isEnd = false) {
  const annotations = isEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
  return plainLine('BOOKMARK', {
    kind: resource.kind,
    apiVersion: groupVersion(resource.group, version.name),
    metadata: { resourceVersion: String(revision), ...annotations },
  })
}

/** What the stream starts with: the state, or the changes since a version that the client has. */
function firstChanges(
  storage: Storage,
  { target, namespace, options }: WatchTarget,
  isSelected: ObjectFilter,
): Change[] {
  const collection = storageKey(target.resource)
  const from = parseWatchRevision(options.resourceVersion)
  if (from === 0 || options.sendInitialEvents) {
    return storage
      .list(collection, namespace)
      .filter(isSelected)
      .map((object) => ({ type: 'ADDED', object }))
  }
  return storage
    .changesSince(collection, from)
    .flatMap((event) => asSeenBy(event, isSelected) ?? [])
}

function schedule(stream: WatchStream, options: ListOptions, bookmark: () => void) {
  const endMs = (options.timeoutSeconds || defaultTimeoutSeconds) * 1_000
  const timers = [setTimeout(() => stream.end(), endMs)]
  if (options.allowWatchBookmarks) {
    timers.push(setTimeout(bookmark, Math.max(0, endMs - bookmarkBeforeEndMs)))
    timers.push(setInterval(bookmark, bookmarkEveryMs))
  }
  for (const timer of timers) timer.unref()
  return () => timers.forEach(clearTimeout)
}

const definitions = 'apiextensions.k8s.io/customresourcedefinitions'

/** With its definition an API goes away, and so do its watches, after the last deletion is told. */
const endWithDefinition = (storage: Storage, { resource }: ResourceVersion, end: () => void) =>
  storage.subscribe(definitions, ({ type, object }) => {
    if (type !== 'DELETED') return
    if (object.metadata.name === `${resource.plural}.${resource.group}`) setImmediate(end)
  })

/** Sends the events of a selection as they happen, until the client goes or the time is over. */
export function watchObjects(
  storage: Storage,
  watch: WatchTarget,
  startStream: () => WatchStream,
): void {
  const { target, namespace, options } = watch
  const isSelected: ObjectFilter = (object) =>
    (namespace === '' || object.metadata.namespace === namespace) &&
    options.matches(inVersion(object, target))
  const after = parseWatchRevision(options.resourceVersion)
  const stream = startStream()
  try {
    for (const change of firstChanges(storage, watch, isSelected)) {
      stream.write(eventLine(change, watch))
    }
  } catch (error) {
    if (!(error instanceof ApiStatusError)) throw error
    stream.write(plainLine('ERROR', error.status))
    stream.end()
    return
  }
  if (options.sendInitialEvents && options.allowWatchBookmarks) {
    stream.write(bookmarkLine(target, storage.revision(), true))
  }
  const unsubscribe = storage.subscribe(storageKey(target.resource), (event) => {
    const change = event.revision > after ? asSeenBy(event, isSelected) : null
    if (change) stream.write(eventLine(change, watch))
  })
  const unsubscribeDefinition = endWithDefinition(storage, target, () => stream.end())
  const cancel = schedule(stream, options, () => {
    stream.write(bookmarkLine(target, storage.revision()))
  })
  stream.onClose(() => {
    unsubscribe()
    unsubscribeDefinition()
    cancel()
  })
}
