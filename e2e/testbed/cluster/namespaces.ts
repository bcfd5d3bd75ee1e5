import { setTimeout as pause } from 'node:timers/promises'
import type { KubernetesClient, KubernetesObject } from '../kubernetes/client'
import { isStatusCode, KubernetesStatusError } from '../kubernetes/client/connection'

type ApiResource = { name: string; namespaced: boolean; verbs: readonly string[] }

// The answers of discovery are taken at their word.
const read = async <T>(client: KubernetesClient, path: string) =>
  (await client.get(path)) as unknown as T

async function groupVersionPaths(client: KubernetesClient): Promise<string[]> {
  const { groups } = await read<{ groups: { preferredVersion: { groupVersion: string } }[] }>(
    client,
    '/apis',
  )
  return [
    '/api/v1',
    ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`),
  ]
}

/** The collections of a namespace that hold objects; a group that has just gone holds none. */
async function collectionsIn(client: KubernetesClient, namespace: string): Promise<string[]> {
  const paths = await groupVersionPaths(client)
  const lists = await Promise.all(
    paths.map(async (path) => {
      const { resources } = await read<{ resources: ApiResource[] }>(client, path).catch(
        (error: unknown) => {
          if (isStatusCode(error, 404)) return { resources: [] }
          throw error
        },
      )
      return resources
        .filter(({ namespaced, verbs }) => namespaced && verbs.includes('deletecollection'))
        .map(({ name }) => `${path}/namespaces/${namespace}/${name}`)
    }),
  )
  return lists.flat()
}

async function empty(client: KubernetesClient, collection: string): Promise<number> {
  const { items } = await client.list(collection)
  if (items.length === 0) return 0
  // A Job would otherwise wait for a garbage collector to let go of its pods.
  await client.delete(collection, { gracePeriodSeconds: 0, propagationPolicy: 'Background' })
  return (await client.list(collection)).items.length
}

/** Deletes all that is in a namespace; answers how much is still held by finalizers. */
export async function emptyNamespace(client: KubernetesClient, name: string): Promise<number> {
  const collections = await collectionsIn(client, name)
  const left = await Promise.all(collections.map((collection) => empty(client, collection)))
  return left.reduce((sum, count) => sum + count, 0)
}

/**
 * What the namespace controller does: empties a namespace that is going away, and then lets it go.
 * Answers whether it has gone; something with a finalizer of its own may hold it back.
 */
export async function finishNamespace(client: KubernetesClient, name: string): Promise<boolean> {
  if ((await emptyNamespace(client, name)) > 0) return false
  const path = `/api/v1/namespaces/${name}`
  const namespace = await client.get(path)
  await client.update(`${path}/finalize`, { ...namespace, spec: { finalizers: [] } })
  return true
}

const retryMs = 250

/** Brings every namespace that is deleted to its end, for as long as that takes. */
export async function watchNamespaces(
  client: KubernetesClient,
  run: (task: () => Promise<void>) => void,
  signal: AbortSignal,
): Promise<{ ended: Promise<void> }> {
  const finishing = new Set<string>()

  async function finish(name: string) {
    if (await finishNamespace(client, name)) return void finishing.delete(name)
    // Whoever holds it is not ours to wait for: the queue may come to rest meanwhile.
    pause(retryMs, undefined, { signal }).then(
      () => run(() => finish(name)),
      () => undefined,
    )
  }
  const look = ({ metadata: { name, deletionTimestamp } }: KubernetesObject) => {
    if (deletionTimestamp === undefined || finishing.has(name)) return
    finishing.add(name)
    run(() => finish(name))
  }
  const watch = client.watchAll(
    '/api/v1/namespaces',
    {
      replace: (namespaces) => namespaces.forEach(look),
      change: (type, namespace) => type !== 'DELETED' && look(namespace),
    },
    signal,
  )
  await watch.listed
  return watch
}

/** In a namespace that is going away nothing can be made any more, nor has to be. */
export async function unlessTerminating(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    const isTooLate =
      error instanceof KubernetesStatusError && error.message.includes('is being terminated')
    if (!isTooLate) throw error
  }
}
