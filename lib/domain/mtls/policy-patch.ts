import { annotationOf, type ChangeRecord, changesAnnotation, withRecord } from '../change-record'
import { type PatchOperation, valueAt } from '../json-patch'
import { recordOperations } from '../record-operations'
import type { Labels, WrittenMode } from './mesh'
import type { PolicyWish } from './policy-change'

/** What a change record says of a policy. */
export type PolicyChange = {
  workload: string | null
  port: number | null
  /** As written; `null` where nothing was. */
  before: WrittenMode | null
  after: WrittenMode
  /** The object was made by this change. */
  created: boolean
}
export type PolicyRecord = ChangeRecord<PolicyChange>

/** The object as the API server gave it, with everything that we know nothing of. */
type RawPolicy = {
  metadata: {
    uid: string
    generation: number
    annotations?: Record<string, string> | null | undefined
  }
}

/**
 * One mode, and the record of the change; everything else in the object is kept. Written only if the
 * object is the one that was looked at and says what it said then.
 */
export function policyPatch(
  object: RawPolicy,
  wish: Pick<PolicyWish, 'port' | 'mode'>,
  { records, next }: { records: readonly PolicyRecord[]; next: PolicyRecord },
): PatchOperation[] {
  return [
    { op: 'test', path: '/metadata/uid', value: object.metadata.uid },
    { op: 'test', path: '/metadata/generation', value: object.metadata.generation },
    ...modeOperations(object, wish),
    ...recordOperations(object, annotationOf(withRecord(records, next))),
  ]
}

/** Down to the first level that is there: what is missing above the mode is made with it. */
function modeOperations(
  object: RawPolicy,
  { port, mode }: Pick<PolicyWish, 'port' | 'mode'>,
): PatchOperation[] {
  const steps = port === null ? ['mtls'] : ['portLevelMtls', String(port)]
  let path = '/spec'
  const missing = [...steps, 'mode']
  while (missing.length > 0 && isThere(object, path)) path = `${path}/${missing.shift()}`
  const before = valueAt(object, path) ?? null
  const value = missing.reduceRight<unknown>((inner, step) => ({ [step]: inner }), mode)
  return [
    { op: 'test', path, value: before },
    { op: before === null ? 'add' : 'replace', path, value },
  ]
}

const isThere = (object: unknown, path: string) => (valueAt(object, path) ?? null) !== null

/** A new policy, with its record. */
export const newPolicy = (
  { namespace, port, mode }: PolicyWish,
  { name, selector }: { name: string; selector: Labels },
  record: PolicyRecord,
  apiVersion: string,
) => ({
  apiVersion,
  kind: 'PeerAuthentication',
  metadata: {
    name,
    namespace,
    annotations: { [changesAnnotation]: annotationOf([record]) },
  },
  spec: {
    ...(Object.keys(selector).length > 0 ? { selector: { matchLabels: selector } } : {}),
    ...(port === null ? { mtls: { mode } } : { portLevelMtls: { [String(port)]: { mode } } }),
  },
})

export type NewPolicy = ReturnType<typeof newPolicy>

/**
 * Whether a change may be taken back just as it was: nothing was written since. What was made here
 * and never touched by anybody else is then deleted.
 */
export function takenBack(
  record: PolicyRecord,
  now: {
    written: WrittenMode | null
    /** Nobody has written anything into the object since it was made, not even a label. */
    untouched: boolean
    records: readonly PolicyRecord[]
  },
): { kind: 'delete' } | { kind: 'write'; mode: WrittenMode } | { kind: 'refused'; detail: string } {
  const { change } = record
  if (now.written !== change.after)
    return {
      kind: 'refused',
      detail: `It says ${now.written ?? 'nothing'} now, not ${change.after}: somebody has changed it since.`,
    }
  if (change.created && now.untouched && now.records.length === 1) return { kind: 'delete' }
  return { kind: 'write', mode: change.before ?? 'UNSET' }
}
