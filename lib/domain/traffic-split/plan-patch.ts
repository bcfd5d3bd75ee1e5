import { annotationOf, type ChangeRecord, withRecord } from '../change-record'
import { type PatchOperation, valueAt } from '../json-patch'
import { recordOperations } from '../record-operations'
import type { RouteKind, Weights } from './split'

/** The object as the API server gave it, with everything that we know nothing of. */
export type RawRoute = {
  kind: RouteKind
  metadata: {
    uid: string
    generation: number
    annotations?: Record<string, string> | null | undefined
  }
}

/** New weights for one rule, in the order of its destinations; `null` takes a written weight away. */
export type WeightChange = { route: string; weights: Weights }

/**
 * A patch that touches the moved weights and the change record, and nothing else. It holds only for
 * the object that was seen: by uid and generation, and not by resourceVersion, which whoever writes
 * its status changes all the time; then for each moved weight by its destination and its old value.
 */
export function planPatch(
  object: RawRoute,
  changes: readonly WeightChange[],
  record: { records: readonly ChangeRecord<unknown>[]; next: ChangeRecord<unknown> },
): PatchOperation[] {
  return [
    { op: 'test', path: '/metadata/uid', value: object.metadata.uid },
    { op: 'test', path: '/metadata/generation', value: object.metadata.generation },
    ...changes.flatMap((change) => weightOperations(object, change)),
    ...recordOperations(object, annotationOf(withRecord(record.records, record.next))),
  ]
}

function weightOperations(object: RawRoute, { route, weights }: WeightChange): PatchOperation[] {
  const list = listPointer(route)
  return weights.flatMap((weight, at) => {
    const place = `${list}/${at}`
    const before = writtenWeight(object, place)
    if (before === weight) return []
    return [
      ...destinationTests(object, place),
      { op: 'test', path: `${place}/weight`, value: before },
      writeOf(`${place}/weight`, before, weight),
    ]
  })
}

function writeOf(path: string, before: number | null, weight: number | null): PatchOperation {
  if (weight === null) return { op: 'remove', path }
  return { op: before === null ? 'add' : 'replace', path, value: weight }
}

/** A VirtualService has them below `destination`; a backendRef is one itself. */
function destinationTests(object: RawRoute, place: string): PatchOperation[] {
  if (object.kind === 'VirtualService') {
    const path = `${place}/destination`
    return [{ op: 'test', path, value: valueAt(object, path) }]
  }
  return ['group', 'kind', 'namespace', 'name', 'port'].map((field) => {
    const path = `${place}/${field}`
    return { op: 'test', path, value: valueAt(object, path) ?? null }
  })
}

const listPointer = (route: string) =>
  route.startsWith('/spec/rules/') ? `${route}/backendRefs` : `${route}/route`

function writtenWeight(object: RawRoute, place: string): number | null {
  const weight = valueAt(object, `${place}/weight`)
  return typeof weight === 'number' ? weight : null
}

/** The weights of a rule as written; `null` where there is no such rule, or one without destinations. */
export function writtenWeights(object: unknown, route: string): Weights | null {
  const list = valueAt(object, listPointer(route))
  if (!Array.isArray(list) || list.length === 0) return null
  return list.map((_, at) => {
    const weight = valueAt(list, `/${at}/weight`)
    return typeof weight === 'number' ? weight : null
  })
}
