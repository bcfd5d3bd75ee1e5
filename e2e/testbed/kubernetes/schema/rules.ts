import { fieldInvalid, type StatusCause } from '../http/status'
import { isJsonObject, type JsonObject, type KubernetesObject } from '../object'
import { failureWords, ruleOf } from './rule-language'
import {
  fieldPath,
  fieldSchema,
  type StructuralSchema,
  type ValidationRule,
} from './structural-schema'

const withRules = new WeakMap<StructuralSchema, boolean>()

/** Whether anywhere in a schema there are rules. */
export function hasRules(schema: StructuralSchema): boolean {
  const known = withRules.get(schema)
  if (known !== undefined) return known
  const found = JSON.stringify(schema).includes('"x-kubernetes-validations"')
  withRules.set(schema, found)
  return found
}

/** Words of the language that a field may also be called. */
const reserved = new Set(
  'as break const continue else false for function if import in let loop namespace null package return true var void while'.split(
    ' ',
  ),
)

const ruleName = (key: string) => (reserved.has(key) ? `__${key}__` : key)

/** Whole numbers are `int` in the language, and fields with reserved names are escaped. */
function toRuleValue(value: unknown, schema: StructuralSchema | null): unknown {
  if (Array.isArray(value)) return value.map((entry) => toRuleValue(entry, schema?.items ?? null))
  if (typeof value === 'number') {
    return Number.isInteger(value) && schema?.type !== 'number' ? BigInt(value) : value
  }
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([key, entry]) => {
    const field = schema ? fieldSchema(schema, key) : null
    return [schema?.properties?.[key] ? ruleName(key) : key, toRuleValue(entry, field)]
  })
  return Object.fromEntries(entries)
}

type Place = { value: unknown; previous: unknown; schema: StructuralSchema; path: string }

const shown = (value: unknown) =>
  typeof value === 'object' && value !== null ? '' : `${JSON.stringify(value)}: `

function brokenRule({ value, previous, schema, path }: Place, rule: ValidationRule): StatusCause[] {
  const isTransition = /\boldSelf\b/.test(rule.rule)
  const evaluate = ruleOf(rule.rule)
  if (!evaluate || (isTransition && previous === undefined)) return []
  const message = rule.message ?? `failed rule: ${rule.rule}`
  try {
    const old = isTransition ? toRuleValue(previous, schema) : null
    if (evaluate(toRuleValue(value, schema), old)) return []
  } catch (error) {
    // The API server also takes a rule that fails as one that is not met, and says so.
    return [fieldInvalid(path, schema.type, `${failureWords(error)} evaluating rule: ${message}`)]
  }
  const words = `Invalid value: ${shown(value)}${message}`
  return [{ reason: 'FieldValueInvalid', message: words, field: path + (rule.fieldPath ?? '') }]
}

const childrenOf = ({ value, previous, schema, path }: Place): Place[] => {
  const { items } = schema
  if (Array.isArray(value)) {
    // Entries of a list are not told apart, so no rule compares them with what was before.
    return items
      ? value.map((entry, index) => ({
          value: entry,
          previous: undefined,
          schema: items,
          path: `${path}[${index}]`,
        }))
      : []
  }
  if (!isJsonObject(value)) return []
  const before: JsonObject = isJsonObject(previous) ? previous : {}
  return Object.entries(value).flatMap(([key, entry]) => {
    const field = fieldSchema(schema, key)
    if (!field) return []
    // A field that the schema names, or a key of a map.
    const place = schema.properties?.[key] ? fieldPath(path, key) : `${path}[${key}]`
    return [{ value: entry, previous: before[key], schema: field, path: place }]
  })
}

function brokenAt(place: Place): StatusCause[] {
  if (place.value === null || !hasRules(place.schema)) return []
  const rules = place.schema['x-kubernetes-validations'] ?? []
  return [
    ...rules.flatMap((rule) => brokenRule(place, rule)),
    ...childrenOf(place).flatMap(brokenAt),
  ]
}

/** The CEL rules of a schema that an object does not meet. */
export const brokenRules = (
  object: KubernetesObject,
  previous: KubernetesObject | null,
  schema: StructuralSchema,
): StatusCause[] => brokenAt({ value: object, previous: previous ?? undefined, schema, path: '' })
