import 'server-only'
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/** A wrong path is told at the start, not by the first question. */
export const readableFile = z
  .string()
  .refine((file) => existsSync(file), { error: 'must be the path of a file that is there' })
  .optional()

/** Separated by spaces or commas. */
export const listOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

type Secret = { kind: 'read'; secret: string | null } | { kind: 'refused'; sentence: string }

/** From `NAME`, or from the file that `NAME_FILE` names, without the line's end of an editor. */
export function secretOf<Name extends string>(
  set: { [key in Name | `${Name}_FILE`]?: string | undefined },
  name: Name,
): Secret {
  const file = set[`${name}_FILE`]
  const plain = set[name]
  if (file === undefined) return { kind: 'read', secret: plain ?? null }
  if (plain !== undefined)
    return { kind: 'refused', sentence: `${name} and ${name}_FILE are both set; keep one.` }
  try {
    const secret = readFileSync(file, 'utf8').trim()
    if (secret === '') return { kind: 'refused', sentence: `${name}_FILE names an empty file.` }
    return { kind: 'read', secret }
  } catch {
    return { kind: 'refused', sentence: `${name}_FILE names a file that cannot be read.` }
  }
}
