import 'server-only'
import type { z } from 'zod'

export type ParsedQuery<Search> =
  | { kind: 'parsed'; search: Search }
  | { kind: 'refused'; detail: string }

/**
 * A query string as its schema reads it, together with what the path names; or a sentence that
 * names the parameter that is wrong.
 */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  parameters: URLSearchParams,
  path: Readonly<Record<string, string>> = {},
): ParsedQuery<z.output<Schema>> {
  const names = [...Object.keys(path), ...parameters.keys()]
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined)
    return { kind: 'refused', detail: `${shown(repeated)} is given more than once` }
  const parsed = schema.safeParse({ ...Object.fromEntries(parameters), ...path })
  if (parsed.success) return { kind: 'parsed', search: parsed.data }
  return { kind: 'refused', detail: sentenceOf(parsed.error, ([name = 'query']) => name) }
}

/** The schema's own words, which repeat no value that was sent. */
export const sentenceOf = (
  { issues }: z.core.$ZodError,
  nameOf: (path: readonly PropertyKey[]) => PropertyKey,
): string =>
  issues.map(({ path, message }) => `${shown(String(nameOf(path)))}: ${message}`).join('; ')

/** Parameter names come from the caller too. */
const shown = (name: string) => name.replace(/[^\w.-]/g, '?').slice(0, 40)
