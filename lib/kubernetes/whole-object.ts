import 'server-only'
import { z } from 'zod'
import type { Kind } from './kinds'
import { failedWith } from './kube-failure'
import type { KubeSend } from './kube-fetch'
import { parseJson } from './kube-json'
import { type ObjectName, objectPath } from './object-path'

/** An object as the API server gives it, with every field that we know nothing of. */
export const wholeObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().default(''),
    uid: z.string(),
    generation: z.number().int().default(0),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
})
export type WholeObject = z.output<typeof wholeObject>

/** Where it was read: the version that the server has. */
export type FoundObject = { path: string; object: WholeObject }

const timeoutMs = 10_000

/** Read fresh, not from the cache; `null` where there is none (or no such kind). */
export async function findObject(
  send: KubeSend,
  { paths }: Pick<Kind, 'paths'>,
  name: ObjectName,
  signal: AbortSignal,
): Promise<FoundObject | null> {
  for (const listPath of paths) {
    const path = objectPath(listPath, name)
    const response = await send({ path, timeoutMs, signal })
    const text = await response.text()
    if (response.status === 200) return { path, object: parseJson(wholeObject, text) }
    if (response.status !== 404) throw failedWith(response, text)
  }
  return null
}
