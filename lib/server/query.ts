import 'server-only'
import type { z } from 'zod'

export type ParsedQuery<Search> =
  | { kind: 'parsed'; search: Search }
  | { kind: 'refused'; detail: string }

/** A query string as its schema reads it, or a sentence that names the parameter that is wrong. */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  parameters: URLSearchParams,
): ParsedQuery<z.output<Schema>> {
  const names = [...parameters.keys()]
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined)
    return { kind: 'refused', detail: `${shown(repeated)} is given more than once` }
  const parsed = schema.safeParse(Object.fromEntries(parameters))
  if (parsed.success) return { kind: 'parsed', search: parsed.data }
  return { kind: 'refused', detail: parsed.error.issues.map(toSentence).join('; ') }
}

/** The schema's own words, which repeat no value that was sent. */
const toSentence = ({ path, message }: z.core.$ZodIssue) =>
  `${shown(String(path[0] ?? 'query'))}: ${message}`

/** Parameter names come from the caller too. */
const shown = (name: string) => name.replace(/[^\w-]/g, '?').slice(0, 40)
