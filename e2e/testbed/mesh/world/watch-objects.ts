import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import type { KubernetesClient } from '../../kubernetes/client'
import { watchedKinds, worldKey } from './world'

export type WatchedObjects = {
  objects(): Iterable<KubernetesObject>
  /** Settles when the signal has ended all watches. */
  ended: Promise<unknown>
}

/**
 * Keeps the objects that the simulation obeys; resolves when each kind has been listed once. What is
 * heard is told before it counts, so that the time until now can be settled by what counted then.
 */
export async function watchObjects(
  client: KubernetesClient,
  signal: AbortSignal,
  heard: (objects: readonly KubernetesObject[]) => void,
): Promise<WatchedObjects> {
  const byKind = new Map<string, Map<string, KubernetesObject>>()
  const watches = Object.entries(watchedKinds).map(([kind, path]) =>
    client.watchAll(
      path,
      {
        replace: (listed) => {
          heard(listed)
          byKind.set(kind, new Map(listed.map((object) => [worldKey(object), object])))
        },
        change: (type, object) => {
          heard([object])
          const kept = byKind.get(kind)
          if (type === 'DELETED') kept?.delete(worldKey(object))
          else kept?.set(worldKey(object), object)
        },
      },
      signal,
    ),
  )
  await Promise.all(watches.map(({ listed }) => listed))
  return {
    objects: () => [...byKind.values()].flatMap((objects) => [...objects.values()]),
    ended: Promise.all(watches.map(({ ended }) => ended)),
  }
}
