import { readFileSync } from 'node:fs'
import { isJsonObject, type JsonObject } from '../object'
import { fieldPath, objectFields } from './structural-schema'

/** See schemas/generate-builtin.mjs. */
type Type = string | readonly [Type] | { readonly '*': Type }
type Fields = Readonly<Record<string, Type>>

const read = () => {
  const text = readFileSync(new URL('../schemas/builtin.json', import.meta.url), 'utf8')
  // Generated beside this folder.
  return JSON.parse(text) as { kinds: Record<string, string>; types: Record<string, Fields> }
}
let known: ReturnType<typeof read> | null = null
const builtin = () => {
  known ??= read()
  return known
}

export type Decoded = {
  object: JsonObject
  unknownFields: string[]
  /** The first value of a wrong type, in the words of Go's decoder. */
  wrong: string | null
}

/** A place in an object: as people write it, and as Go's decoder does. */
type Place = { path: string; struct: string; field: string }
type Problems = { unknownFields: string[]; wrong: string | null }

const isList = (type: Type): type is readonly [Type] => Array.isArray(type)

function goType(type: Type): string {
  if (typeof type !== 'string')
    return isList(type) ? `[]${goType(type[0])}` : `map[string]${goType(type['*'])}`
  return type.startsWith('#') ? type.slice(type.indexOf('.') + 1) : type
}

function jsonWords(value: unknown): string {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'number' : `number ${value}`
  if (Array.isArray(value)) return 'array'
  return typeof value
}

const limits: Readonly<Record<string, number>> = { int32: 2 ** 31, int64: 2 ** 63 }

function isScalarOf(value: unknown, type: string): boolean {
  const limit = limits[type]
  if (limit !== undefined) return Number.isInteger(value) && Math.abs(Number(value)) < limit
  if (type === 'float64') return typeof value === 'number'
  return typeof value === (type === 'bool' ? 'boolean' : type)
}

function note(problems: Problems, value: unknown, type: Type, { struct, field }: Place) {
  problems.wrong ??= `json: cannot unmarshal ${jsonWords(value)} into Go struct field ${struct}.${field} of type ${goType(type)}`
  return value
}

function decodeStruct(object: JsonObject, name: string, place: Place, problems: Problems) {
  const fields = builtin().types[name] ?? {}
  const struct = name.slice(name.lastIndexOf('.') + 1)
  const kept: JsonObject = {}
  for (const [key, value] of Object.entries(object)) {
    const path = fieldPath(place.path, key)
    const type = fields[key]
    if (type === undefined) problems.unknownFields.push(path)
    // For Go a null is a field that was left out.
    else if (value !== null) {
      kept[key] = decode(
        value,
        type,
        { path, struct, field: fieldPath(place.field, key) },
        problems,
      )
    }
  }
  return kept
}

function decode(value: unknown, type: Type, place: Place, problems: Problems): unknown {
  if (type === 'any') return value
  if (isList(type)) {
    if (!Array.isArray(value)) return note(problems, value, type, place)
    const at = (index: number) => ({ ...place, path: `${place.path}[${index}]` })
    return value.map((entry, index) => decode(entry, type[0], at(index), problems))
  }
  if (typeof type === 'string' && !type.startsWith('#')) {
    return isScalarOf(value, type) ? value : note(problems, value, type, place)
  }
  if (!isJsonObject(value)) return note(problems, value, type, place)
  if (typeof type === 'string') return decodeStruct(value, type.slice(1), place, problems)
  const entries = Object.entries(value).map(([key, entry]) => [
    key,
    decode(entry, type['*'], { ...place, path: fieldPath(place.path, key) }, problems),
  ])
  return Object.fromEntries(entries)
}

/**
 * An object of a built-in kind as the API server's own types hold it, but for its metadata; null
 * for a kind whose types the bed does not know.
 */
export function decodeBuiltin(object: JsonObject, kindKey: string): Decoded | null {
  const name = builtin().kinds[kindKey]
  if (name === undefined) return null
  const problems: Problems = { unknownFields: [], wrong: null }
  const own = Object.entries(object).filter(([key]) => !objectFields.includes(key))
  const place = { path: '', struct: '', field: '' }
  const decoded = decodeStruct(Object.fromEntries(own), name, place, problems)
  const { apiVersion, kind, metadata } = object
  return { object: { apiVersion, kind, metadata, ...decoded }, ...problems }
}
