import type { KubernetesClient, KubernetesObject } from '../testbed/kubernetes/client'

export type RestoringClient = Pick<KubernetesClient, 'get' | 'list' | 'patch'> & {
  /** Writes back every object as it was before its first patch. */
  restore(): Promise<void>
}

/** The next test finds the mesh as this one found it. */
export function restoringClient(client: KubernetesClient): RestoringClient {
  const originals = new Map<string, KubernetesObject>()
  return {
    get: client.get,
    list: client.list,
    async patch(path, patch, query) {
      if (!originals.has(path)) originals.set(path, await client.get(path))
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
