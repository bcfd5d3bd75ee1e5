import 'server-only'
import type { UpstreamFailure } from '../errors'
import type { KindUpdate } from './list-watch'
import type { ReadObject } from './read-object'

export type KindStatus = 'loading' | 'synced' | 'absent' | UpstreamFailure

export type CachedKind<Object> = {
  status: KindStatus
  /** Epoch ms since when it is so; of a trouble its beginning, though its kind may have changed. */
  since: number
  /** The last that was read, also while the API cannot be reached. */
  objects: ReadonlyMap<string, Object>
  /** Has been read once, so what is not among the objects was not there. */
  known: boolean
  /** Objects that are not of the shape their kind has; they are left out. */
  unreadable: number
}

const isTrouble = (status: KindStatus) =>
  status !== 'loading' && status !== 'synced' && status !== 'absent'

/** Holds one kind: takes what the watch learns, gives what there is. */
export function createKindStore<Object>(now: () => number) {
  const objects = new Map<string, Object>()
  const unreadable = new Set<string>()
  const cached: CachedKind<Object> = {
    status: 'loading',
    since: now(),
    objects,
    known: false,
    unreadable: 0,
  }

  function become(status: KindStatus): void {
    if (status === cached.status) return
    if (!(isTrouble(status) && isTrouble(cached.status))) cached.since = now()
    cached.status = status
  }

  /** Whether it is another than before: status writers touch objects without end, and not what is kept. */
  function put({ key, trimmed }: ReadObject): boolean {
    const isSame = trimmed !== null && isEqual(objects.get(key), trimmed)
    remove({ key })
    if (trimmed === null) unreadable.add(key)
    // Read by the schema that `Object` is inferred from (kinds.ts).
    else objects.set(key, trimmed as Object)
    return !isSame
  }

  function remove({ key }: Pick<ReadObject, 'key'>): boolean {
    const wasReadable = objects.delete(key)
    return unreadable.delete(key) || wasReadable
  }

  function replaceAll(items: readonly ReadObject[]): void {
    objects.clear()
    unreadable.clear()
    for (const item of items) put(item)
  }

  /** What was learnt of the objects; answers whether that changed them. */
  function learn(update: KindUpdate): boolean {
    switch (update.type) {
      case 'listed':
        replaceAll(update.items)
        cached.known = true
        return true
      case 'absent':
        replaceAll([])
        cached.known = true
        return true
      case 'changed':
        return put(update.object)
      case 'deleted':
        return remove(update.object)
      case 'failed':
        // A trouble that goes on changes nothing; that one has begun is told by the status.
        if (update.error.failure === 'forbidden') forget()
        return false
    }
  }

  /** What may not be read any more must not be shown any more. */
  function forget(): void {
    replaceAll([])
    cached.known = false
  }

  /** Whether `read` now gives something else than before. */
  function apply(update: KindUpdate): boolean {
    const before = cached.status
    const hasChanged = learn(update)
    become(statusAfter(update, before))
    cached.unreadable = unreadable.size
    return hasChanged || cached.status !== before
  }
  return { apply, read: (): CachedKind<Object> => cached }
}

/** The status that an update means. */
function statusAfter(update: KindUpdate, before: KindStatus): KindStatus {
  switch (update.type) {
    case 'listed':
      return 'synced'
    case 'absent':
      return 'absent'
    case 'changed':
    case 'deleted':
      return before
    case 'failed':
      return update.error.failure
  }
}

/** Both were read by the same schema, so their fields are in the same order. */
const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
