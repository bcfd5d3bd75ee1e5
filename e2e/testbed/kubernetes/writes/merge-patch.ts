import { failure } from '../http/status'
import { isJsonObject, type JsonObject } from '../object'
import { builtinListKeys } from './builtin-list-keys'

type MergeList = (target: unknown, patch: readonly unknown[], name: string) => unknown

function mergeObject(target: unknown, patch: JsonObject, mergeList: MergeList): JsonObject {
  const merged: JsonObject = isJsonObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else if (isJsonObject(value)) merged[key] = mergeObject(merged[key], value, mergeList)
    else merged[key] = Array.isArray(value) ? mergeList(merged[key], value, key) : value
  }
  return merged
}

/** https://www.rfc-editor.org/rfc/rfc7396 */
export const mergePatch = (target: unknown, patch: JsonObject): JsonObject =>
  mergeObject(target, patch, (_, list) => list)

const isSameEntry = (keys: readonly string[], a: JsonObject, b: JsonObject) =>
  keys.every((key) => a[key] === b[key] || a[key] === undefined || b[key] === undefined)

const mergeKeyedList: MergeList = (target, patch, name) => {
  const keys = builtinListKeys[name]
  if (!keys || !Array.isArray(target)) return patch
  const merged = target.filter(isJsonObject)
  for (const entry of patch.filter(isJsonObject)) {
    const index = merged.findIndex((one) => isSameEntry(keys, one, entry))
    if (index < 0) merged.push(entry)
    else merged[index] = mergeObject(merged[index], entry, mergeKeyedList)
  }
  return merged
}

/**
 * A merge patch that also merges the keyed lists of built-in kinds (containers by name). Its
 * directives (`$patch`, `$deleteFromPrimitiveList`) are refused rather than misread.
 */
export function strategicMergePatch(target: unknown, patch: JsonObject): JsonObject {
  const directive = /"\$(patch|retainKeys|setElementOrder|deleteFromPrimitiveList)/.exec(
    JSON.stringify(patch),
  )
  if (directive) {
    const message = `the embedded Kubernetes API does not know $${directive[1]} in a strategic merge patch`
    throw failure(501, 'NotImplemented', message)
  }
  return mergeObject(target, patch, mergeKeyedList)
}
