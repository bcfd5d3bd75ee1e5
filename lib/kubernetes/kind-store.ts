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

  function put({ key, trimmed }: ReadObject): void {
    remove({ key })
    if (trimmed === null) unreadable.add(key)
    // Read by the schema that `Object` is inferred from (kinds.ts).
    else objects.set(key, trimmed as Object)
  }

  function remove({ key }: Pick<ReadObject, 'key'>): void {
    objects.delete(key)
    unreadable.delete(key)
  }

  function replaceAll(items: readonly ReadObject[]): void {
    objects.clear()
    unreadable.clear()
    for (const item of items) put(item)
  }

  /** What was learnt of the objects; answers the status that this means. */
  function learn(update: KindUpdate): KindStatus {
    switch (update.type) {
      case 'listed':
        replaceAll(update.items)
        cached.known = true
        return 'synced'
      case 'absent':
        replaceAll([])
        cached.known = true
        return 'absent'
      case 'changed':
        put(update.object)
        return cached.status
      case 'deleted':
        remove(update.object)
        return cached.status
      case 'failed':
        if (update.error.failure === 'forbidden') forget()
        return update.error.failure
    }
  }

  /** What may not be read any more must not be shown any more. */
  function forget(): void {
    replaceAll([])
    cached.known = false
  }

  function apply(update: KindUpdate): void {
    become(learn(update))
    cached.unreadable = unreadable.size
  }
  return { apply, read: (): CachedKind<Object> => cached }
}
