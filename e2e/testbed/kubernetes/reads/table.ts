import type { JsonObject, KubernetesObject } from '../object'
import type { PrinterColumn, ResourceVersion } from '../resources/resource'
import { fieldAt } from './field-selector'

const nameColumn: PrinterColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  jsonPath: '.metadata.name',
}

const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
}

const units = [
  ['y', 365 * 86_400],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const

/** How long ago, in the largest unit that fits, as `kubectl get` shows it. */
function age(timestamp: string): string {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(timestamp)) / 1_000))
  const [unit, size] = units.find(([, size]) => seconds >= size * 2) ?? ['s', 1]
  return `${Math.floor(seconds / size)}${unit}`
}

function cell(object: KubernetesObject, { type, jsonPath }: PrinterColumn): unknown {
  const value = fieldAt(object, jsonPath.replace(/^\./, ''))
  if (value === undefined || value === null) return null
  if (type === 'date') return age(String(value))
  return typeof value === 'object' ? JSON.stringify(value) : value
}

/** The server-side table of `kubectl get`; filters like `[?(@.type=="Ready")]` stay empty. */
export function toTable(
  objects: readonly KubernetesObject[],
  { version }: ResourceVersion,
  metadata: JsonObject,
): JsonObject {
  const columns = [nameColumn, ...(version.columns.length > 0 ? version.columns : [ageColumn])]
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, type, format = '', priority = 0 }) => ({
      name,
      type,
      format,
      description: '',
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => cell(object, column)),
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: object.metadata,
      },
    })),
  }
}
