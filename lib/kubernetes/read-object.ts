import 'server-only'
import { z } from 'zod'
import type { Kind } from './kinds'
import { objectKey } from './object-meta'

/** One object, trimmed to what is used; `null` where it is not of the shape that its kind has. */
export type ReadObject = { key: string; trimmed: z.output<Kind['schema']> | null }

const reference = z.object({
  metadata: z.object({ name: z.string().default(''), namespace: z.string().default('') }),
})

/** Done page by page and event by event: what is not used is ten times as large as what is. */
export function readObject({ schema }: Pick<Kind, 'schema'>, object: unknown): ReadObject {
  const parsed = schema.safeParse(object)
  if (parsed.success) return { key: objectKey(parsed.data), trimmed: parsed.data }
  const named = reference.safeParse(object)
  return { key: named.success ? objectKey(named.data.metadata) : '', trimmed: null }
}
