import 'server-only'
import type { UpstreamFailure } from '../errors'
import type { Kind } from './kinds'
import type { KindUpdate } from './list-watch'
import { objectKey } from './object-meta'

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
export function createKindStore<Object extends { namespace: string; name: string }>(
  { schema }: { schema: Kind['schema'] },
  now: () => number,
) {
  const objects = new Map<string, Object>()
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

  function put(object: unknown): void {
    const parsed = schema.safeParse(object)
    if (!parsed.success) {
      cached.unreadable += 1
      return
    }
    // The schema is the one that `Object` is inferred from (kinds.ts).
    const trimmed = parsed.data as Object
    objects.set(objectKey(trimmed), trimmed)
  }

  function remove(object: unknown): void {
    const parsed = schema.safeParse(object)
    if (parsed.success) objects.delete(objectKey(parsed.data))
  }

  function replaceAll(items: readonly unknown[]): void {
    objects.clear()
    cached.unreadable = 0
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

  const apply = (update: KindUpdate) => become(learn(update))
  return { apply, read: (): CachedKind<Object> => cached }
}
