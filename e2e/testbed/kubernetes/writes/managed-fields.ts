import type { KubernetesObject, ManagedFieldsEntry } from '../object'
import type { StructuralSchema } from '../schema/structural-schema'
import { timestamp } from '../timestamp'
import { type FieldSet, fieldsOf, fromFieldsV1, isWithin, toFieldsV1 } from './field-set'

export type FieldWriter = { manager: string; apiVersion: string; subresource: string }

type Owner = { entry: ManagedFieldsEntry; paths: Set<string> }

/** Whoever writes the main resource cannot write `status`, so it is not theirs. */
const isWithinReach = ({ subresource }: FieldWriter, path: string) =>
  subresource === 'status' || !isWithin(path, 'f:status')

function changedPaths(before: FieldSet, after: FieldSet, writer: FieldWriter): Set<string> {
  const changed = [...after].filter(
    ([path, text]) => before.get(path) !== text && isWithinReach(writer, path),
  )
  return new Set(changed.map(([path]) => path))
}

const isWriter = ({ manager, apiVersion, subresource }: FieldWriter, entry: ManagedFieldsEntry) =>
  entry.operation === 'Update' &&
  entry.manager === manager &&
  entry.apiVersion === apiVersion &&
  (entry.subresource ?? '') === subresource

const newEntry = ({ manager, apiVersion, subresource }: FieldWriter): ManagedFieldsEntry => ({
  manager,
  operation: 'Update',
  apiVersion,
  time: timestamp(),
  fieldsType: 'FieldsV1',
  fieldsV1: {},
  ...(subresource === '' ? {} : { subresource }),
})

/**
 * Who owns which field after an update: the writer owns what it changed, everybody else loses it.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function updateManagedFields(
  before: KubernetesObject | null,
  after: KubernetesObject,
  schema: StructuralSchema | null,
  writer: FieldWriter,
): ManagedFieldsEntry[] {
  const previous = before ? fieldsOf(before, schema) : new Map<string, string>()
  const current = fieldsOf(after, schema)
  const changed = changedPaths(previous, current, writer)
  const owners = (before?.metadata.managedFields ?? []).map(
    (entry): Owner => ({ entry, paths: new Set(fromFieldsV1(entry.fieldsV1)) }),
  )
  if (changed.size > 0 && !owners.some(({ entry }) => isWriter(writer, entry))) {
    owners.push({ entry: newEntry(writer), paths: new Set() })
  }
  return owners.flatMap(({ entry, paths }) => {
    const isOwn = isWriter(writer, entry)
    const kept = [...paths].filter((path) => current.has(path) && !changed.has(path))
    const owned = isOwn ? [...kept, ...changed] : kept
    if (owned.length === 0) return []
    const time = isOwn && changed.size > 0 ? timestamp() : entry.time
    return [{ ...entry, time, fieldsV1: toFieldsV1(owned) }]
  })
}
