import { isJsonObject, type KubernetesObject } from '../object'
import type { Connection, Query } from './connection'

export type KubernetesList = { items: KubernetesObject[]; resourceVersion: string }

const pageSize = 500

/** Items of built-in kinds come without `apiVersion` and `kind`; the list's own say what they are. */
function itemsOf(list: Record<string, unknown>): KubernetesObject[] {
  const kind = String(list.kind).replace(/List$/, '')
  // The API server's answers are trusted here: this client only talks to the bed's own servers.
  const items = (list.items ?? []) as KubernetesObject[]
  return items.map((item) => ({ ...item, apiVersion: String(list.apiVersion), kind }))
}

/** All pages of a list, and the version from which a watch can go on. */
export async function listAll(
  connection: Connection,
  path: string,
  options: { query?: Query | undefined; signal?: AbortSignal | undefined } = {},
): Promise<KubernetesList> {
  const items: KubernetesObject[] = []
  let next: string | undefined
  for (;;) {
    const query = { limit: pageSize, ...options.query, continue: next }
    const list = await connection.send('GET', path, { query, signal: options.signal })
    items.push(...itemsOf(list))
    const metadata = isJsonObject(list.metadata) ? list.metadata : {}
    next = metadata.continue ? String(metadata.continue) : undefined
    if (next === undefined) return { items, resourceVersion: String(metadata.resourceVersion) }
  }
}
