import { copyJson, isJsonObject } from '../object'
import { fieldSchema, type StructuralSchema } from './structural-schema'

/**
 * Fills in the defaults of a schema, in place on the caller's own copy. A `null` that the schema
 * does not allow counts as absent.
 */
export function applyDefaults(value: unknown, schema: StructuralSchema): void {
  if (Array.isArray(value)) {
    const { items } = schema
    if (items) for (const entry of value) applyDefaults(entry, items)
    return
  }
  if (!isJsonObject(value)) return
  for (const [key, entry] of Object.entries(value)) {
    const field = fieldSchema(schema, key)
    if (entry === null && field && !field.nullable) delete value[key]
  }
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    if (field.default === undefined || value[key] !== undefined) continue
    value[key] = copyJson(field.default)
  }
  for (const [key, entry] of Object.entries(value)) {
    const field = fieldSchema(schema, key)
    if (field) applyDefaults(entry, field)
  }
}
