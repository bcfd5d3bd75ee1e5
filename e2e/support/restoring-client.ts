import type { KubernetesClient, KubernetesObject } from '../testbed/kubernetes/client'

export type RestoringClient = Pick<KubernetesClient, 'get' | 'list' | 'patch'> & {
  /** The object as it is now, to which it returns after the test whoever changes it. */
  remember(path: string): Promise<KubernetesObject>
  /** Writes back every object as it was before its first patch. */
  restore(): Promise<void>
}

/** The next test finds the mesh as this one found it. */
export function restoringClient(client: KubernetesClient): RestoringClient {
  const originals = new Map<string, KubernetesObject>()
  async function remember(path: string): Promise<KubernetesObject> {
    const original = originals.get(path) ?? (await client.get(path))
    originals.set(path, original)
    return original
  }
  return {
    get: client.get,
    list: client.list,
    remember,
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
    },
  }
}
