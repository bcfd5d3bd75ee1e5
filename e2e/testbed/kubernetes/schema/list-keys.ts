import type { StatusCause } from '../http/status'
import { isJsonObject } from '../object'
import { fieldPath, fieldSchema, type StructuralSchema } from './structural-schema'

function entryKey(entry: unknown, schema: StructuralSchema): string | null {
  const keys = schema['x-kubernetes-list-map-keys']
  if (schema['x-kubernetes-list-type'] === 'set') return JSON.stringify(entry)
  if (schema['x-kubernetes-list-type'] !== 'map' || !keys || !isJsonObject(entry)) return null
  const named = keys.filter((key) => entry[key] !== undefined).map((key) => [key, entry[key]])
  return JSON.stringify(Object.fromEntries(named))
}

function duplicatesOf(list: readonly unknown[], schema: StructuralSchema, path: string) {
  const seen = new Set<string>()
  return list.flatMap((entry, index): StatusCause[] => {
    const key = entryKey(entry, schema)
    const isNew = key === null || !seen.has(key)
    if (key !== null) seen.add(key)
    if (isNew) return []
    const message = `Duplicate value: ${key}`
    return [{ reason: 'FieldValueDuplicate', message, field: `${path}[${index}]` }]
  })
}

/** Entries of a set or a keyed list that come twice. */
export function duplicateListEntries(
  value: unknown,
  schema: StructuralSchema,
  path = '',
): StatusCause[] {
  if (Array.isArray(value)) {
    const { items } = schema
    const within = value.flatMap((entry, index) =>
      items ? duplicateListEntries(entry, items, `${path}[${index}]`) : [],
    )
    return [...duplicatesOf(value, schema, path), ...within]
  }
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, entry]) => {
    const field = fieldSchema(schema, key)
    return field ? duplicateListEntries(entry, field, fieldPath(path, key)) : []
  })
}
