import type { KubernetesClient } from '../kubernetes/client'
import { type Cache, type Kind, kinds } from './cache'
import type { KubernetesObject } from './kubernetes-objects'
import { resources } from './writer'

export type Heard = {
  changed(kind: Kind, object: KubernetesObject): void
  /** Known, but not in a list that was made after a watch broke: perhaps gone, perhaps newer. */
  missed(kind: Kind, object: KubernetesObject): void
}

/** Keeps the cache as the watches tell; settles when each kind has been listed once. */
export async function watchInto(
  cache: Cache,
  client: KubernetesClient,
  { changed, missed }: Heard,
  signal: AbortSignal,
): Promise<{ ended: Promise<unknown> }> {
  const follow = (kind: Kind) => {
    const heard = (object: KubernetesObject) => {
      if (cache.put(kind, object)) changed(kind, object)
    }
    const { prefix, plural } = resources[kind]
    return client.watchAll(
      `${prefix}/${plural}`,
      {
        replace: (objects) => {
          const listed = new Set(objects.map(({ metadata }) => metadata.uid))
          for (const object of cache.all(kind)) {
            if (!listed.has(object.metadata.uid)) missed(kind, object)
          }
          objects.forEach(heard)
        },
        change: (type, object) => {
          if (type !== 'DELETED') return heard(object)
          cache.remove(kind, object)
          changed(kind, object)
        },
      },
      signal,
    )
  }
  const watches = kinds.map(follow)
  await Promise.all(watches.map(({ listed }) => listed))
  return { ended: Promise.all(watches.map(({ ended }) => ended)) }
}
