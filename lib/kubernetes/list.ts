import 'server-only'
import { z } from 'zod'
import { UpstreamError } from '../errors'
import type { Kind } from './kinds'
import { failedWith } from './kube-failure'
import type { KubeSend } from './kube-fetch'
import { parseJson } from './kube-json'
import { type ReadObject, readObject } from './read-object'

/** What there is now: a list of one version, and from where a watch goes on. */
export type Listing = { path: string; resourceVersion: string; items: ReadObject[] }

/** `absent`: the server has no such kind. `expired`: the list took longer than its version lived. */
export type ListResult =
  | { kind: 'listed'; listing: Listing }
  | { kind: 'absent' }
  | { kind: 'expired' }

const page = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullable(),
})

const pageSize = '500'
const timeoutMs = 60_000

/** The first of the kind's versions that the server has. */
export async function listKind(
  kind: Kind,
  send: KubeSend,
  signal: AbortSignal,
): Promise<ListResult> {
  for (const path of kind.paths) {
    const result = await listPath(path, kind, send, signal)
    if (result.kind !== 'absent') return result
  }
  if (kind.custom) return { kind: 'absent' }
  // Something else than a Kubernetes API listens there.
  throw new UpstreamError('kubernetes', 'malformed')
}

async function listPath(
  path: string,
  kind: Kind,
  send: KubeSend,
  signal: AbortSignal,
): Promise<ListResult> {
  const items: ReadObject[] = []
  let next: string | undefined
  do {
    const search = { limit: pageSize, ...(next ? { continue: next } : {}) }
    const response = await send({ path, search, timeoutMs, signal })
    const text = await response.text()
    if (response.status === 404) return { kind: 'absent' }
    if (response.status === 410) return { kind: 'expired' }
    if (response.status !== 200) throw failedWith(response, text)
    const { metadata, items: more } = parseJson(page, text)
    items.push(...(more ?? []).map((item) => readObject(kind, item)))
    next = metadata.continue || undefined
    if (!next) {
      const { resourceVersion } = metadata
      return { kind: 'listed', listing: { path, resourceVersion, items } }
    }
  } while (!signal.aborted)
  throw signal.reason
}
