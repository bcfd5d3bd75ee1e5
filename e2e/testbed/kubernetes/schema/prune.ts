import { isJsonObject, type JsonObject } from '../object'
import { fieldPath, fieldSchema, objectFields, type StructuralSchema } from './structural-schema'

type Pruned = { value: unknown; unknownFields: string[] }

const isOpen = (schema: StructuralSchema) =>
  schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true

function pruneObject(
  object: JsonObject,
  schema: StructuralSchema,
  path: string,
  known: readonly string[],
): Pruned {
  const kept: JsonObject = {}
  const unknownFields: string[] = []
  for (const [key, value] of Object.entries(object)) {
    const field = known.includes(key) ? null : fieldSchema(schema, key)
    if (field) {
      const pruned = pruneValue(value, field, fieldPath(path, key))
      kept[key] = pruned.value
      unknownFields.push(...pruned.unknownFields)
    } else if (known.includes(key) || isOpen(schema)) kept[key] = value
    else unknownFields.push(fieldPath(path, key))
  }
  return { value: kept, unknownFields }
}

function pruneValue(value: unknown, schema: StructuralSchema, path: string): Pruned {
  const { items } = schema
  if (Array.isArray(value) && items) {
    const entries = value.map((entry, index) => pruneValue(entry, items, `${path}[${index}]`))
    return {
      value: entries.map((entry) => entry.value),
      unknownFields: entries.flatMap((entry) => entry.unknownFields),
    }
  }
  if (!isJsonObject(value)) return { value, unknownFields: [] }
  const known = schema['x-kubernetes-embedded-resource'] ? objectFields : []
  return pruneObject(value, schema, path, known)
}

/** The object without the fields that its schema does not name, and the paths of those. */
export function prune(object: JsonObject, schema: StructuralSchema) {
  const { value, unknownFields } = pruneObject(object, schema, '', objectFields)
  return { object: value as JsonObject, unknownFields: unknownFields.sort() }
}
