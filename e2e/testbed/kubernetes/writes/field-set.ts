import { isJsonObject, type JsonObject } from '../object'
import { fieldSchema, type StructuralSchema } from '../schema/structural-schema'
import { builtinListKeys } from './builtin-list-keys'

/**
 * The fields of an object as `managedFields` counts them, each with its value as text.
 * A key is a path: its elements, as `f:spec` and `f:hosts`, with `separator` between; a last element
 * `.` stands for the map or list entry itself.
 */
export type FieldSet = Map<string, string>

/** In no name that Kubernetes allows. */
const separator = '\u0000'

const below = (path: string, element: string) =>
  path === '' ? element : `${path}${separator}${element}`

export const isWithin = (path: string, top: string) =>
  path === top || path.startsWith(`${top}${separator}`)

type Shape = { schema: StructuralSchema | null; name: string }

const listKeys = ({ schema, name }: Shape): readonly string[] | null =>
  schema ? (schema['x-kubernetes-list-map-keys'] ?? null) : (builtinListKeys[name] ?? null)

const isSet = ({ schema, name }: Shape) =>
  schema ? schema['x-kubernetes-list-type'] === 'set' : name === 'finalizers'

/** Selectors of built-in kinds are owned as a whole. */
const isAtomicMap = ({ schema, name }: Shape) =>
  schema
    ? schema['x-kubernetes-map-type'] === 'atomic'
    : ['selector', 'nodeSelector', 'resources', 'scopeSelector'].includes(name)

/** Structs of built-in kinds are always there, so nobody owns their being there. */
const alwaysThere = ['metadata', 'spec', 'status', 'template', 'containers']

const childShape = ({ schema }: Shape, key: string): Shape => ({
  schema: schema ? fieldSchema(schema, key) : null,
  name: key,
})

function addEntry(set: FieldSet, path: string, entry: unknown, shape: Shape) {
  set.set(below(path, '.'), '')
  if (isJsonObject(entry)) addFields(set, path, entry, shape)
}

function addList(set: FieldSet, path: string, list: readonly unknown[], shape: Shape) {
  const keys = listKeys(shape)
  if (isSet(shape)) {
    for (const entry of list) set.set(below(path, `v:${JSON.stringify(entry)}`), '')
    return
  }
  if (!keys) {
    set.set(path, JSON.stringify(list))
    return
  }
  const entryShape = { schema: shape.schema?.items ?? null, name: '' }
  for (const entry of list.filter(isJsonObject)) {
    const named = keys.filter((key) => entry[key] !== undefined).map((key) => [key, entry[key]])
    const element = `k:${JSON.stringify(Object.fromEntries(named))}`
    addEntry(set, below(path, element), entry, entryShape)
  }
}

function addFields(set: FieldSet, path: string, object: JsonObject, shape: Shape): void {
  for (const [key, value] of Object.entries(object)) {
    const fieldPath = below(path, `f:${key}`)
    const field = childShape(shape, key)
    const isLeaf =
      !(isJsonObject(value) || Array.isArray(value)) ||
      Object.keys(value).length === 0 ||
      (isJsonObject(value) && isAtomicMap(field))
    if (isLeaf) {
      set.set(fieldPath, JSON.stringify(value))
      continue
    }
    if (field.schema !== null || !alwaysThere.includes(key)) {
      const isPlainList = Array.isArray(value) && !listKeys(field) && !isSet(field)
      if (!isPlainList) set.set(below(fieldPath, '.'), '')
    }
    if (Array.isArray(value)) addList(set, fieldPath, value, field)
    else addFields(set, fieldPath, value, field)
  }
}

/** What nobody owns: identity, and what only the API server writes. */
const ownable = ['labels', 'annotations', 'finalizers', 'ownerReferences', 'generateName']

export function fieldsOf(object: JsonObject, schema: StructuralSchema | null): FieldSet {
  const set: FieldSet = new Map()
  const { apiVersion: _, kind: __, metadata, ...rest } = object
  const owned = Object.entries(isJsonObject(metadata) ? metadata : {}).filter(([key]) =>
    ownable.includes(key),
  )
  addFields(set, 'f:metadata', Object.fromEntries(owned), { schema: null, name: 'metadata' })
  // The finalizer of a namespace is nobody's.
  const { spec: _spec, ...withoutSpec } = rest
  addFields(set, '', object.kind === 'Namespace' ? withoutSpec : rest, { schema, name: '' })
  return set
}

/** The nested form that `managedFields` shows. */
export function toFieldsV1(paths: Iterable<string>): JsonObject {
  const fields: JsonObject = {}
  for (const path of paths) {
    let parent = fields
    for (const element of path.split(separator)) {
      parent[element] ??= {}
      parent = parent[element] as JsonObject
    }
  }
  return fields
}

export function fromFieldsV1(fields: JsonObject, path = ''): string[] {
  const entries = Object.entries(fields)
  if (entries.length === 0) return [path]
  return entries.flatMap(([element, nested]) =>
    isJsonObject(nested) ? fromFieldsV1(nested, below(path, element)) : [],
  )
}
