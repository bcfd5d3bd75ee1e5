import type { KubernetesClient, KubernetesObject } from '../testbed/kubernetes/client'
import { KubernetesStatusError } from '../testbed/kubernetes/client/connection'

export type RestoringClient = Pick<KubernetesClient, 'get' | 'list' | 'patch'> & {
  /** The object as it is now, to which it returns after the test whoever changes it. */
  remember(path: string): Promise<KubernetesObject>
  /** An object for this test only. `collection` is the path of its kind in its namespace. */
  create(collection: string, object: KubernetesObject): Promise<KubernetesObject>
  /** What the console makes there is gone after the test. */
  removeAfterwards(path: string): void
  /** Writes back every object as it was before its first patch, and removes what was not there. */
  restore(): Promise<void>
}

/** The next test finds the mesh as this one found it. */
export function restoringClient(client: KubernetesClient): RestoringClient {
  const originals = new Map<string, KubernetesObject>()
  const added = new Set<string>()
  async function remember(path: string): Promise<KubernetesObject> {
    const original = originals.get(path) ?? (await client.get(path))
    originals.set(path, original)
    return original
  }
  return {
    get: client.get,
    list: client.list,
    remember,
    removeAfterwards: (path) => void added.add(path),
    async create(collection, object) {
      added.add(`${collection}/${object.metadata.name}`)
      return client.create(collection, object)
    },
    async patch(path, patch, query) {
      await remember(path)
      return client.patch(path, patch, query)
    },
    async restore() {
      for (const [path, original] of originals) {
        const { resourceVersion } = (await client.get(path)).metadata
        const metadata = { ...original.metadata, resourceVersion }
        await client.update(path, { ...original, metadata })
      }
      originals.clear()
      for (const path of added)
        await client.delete(path).catch((error: unknown) => {
          if (!(error instanceof KubernetesStatusError && error.code === 404)) throw error
        })
      added.clear()
    },
  }
}
