import 'server-only'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Finding, ObjectRef } from '../../domain/finding'
import { canonicalJson, type PatchOperation } from '../../domain/json-patch'
import type { PeerAuthentication, WrittenMode } from '../../domain/mtls/mesh'
import type { MtlsWorld } from '../../domain/mtls/namespace-mtls'
import {
  type PolicyTarget,
  type PolicyWish,
  targetOf,
  type WritableTarget,
  writtenMode,
} from '../../domain/mtls/policy-change'
import {
  type NewPolicy,
  newPolicy,
  type PolicyRecord,
  policyPatch,
  takenBack,
} from '../../domain/mtls/policy-patch'
import type { Preflight } from '../../domain/mtls/preflight'
import { UpstreamError } from '../../errors'
import { kinds } from '../../kubernetes/kinds'
import type { KubeSend } from '../../kubernetes/kube-fetch'
import { collectionPath } from '../../kubernetes/object-path'
import { peerAuthentication } from '../../kubernetes/peer-authentication'
import { type FoundObject, findObject, type WholeObject } from '../../kubernetes/whole-object'
import { parseRecords } from '../splits/change-records'
import type { WriteContext } from '../writer'
import { planHash, toAcknowledge } from '../writes/write-plan'
import { checkAhead, findingsAhead } from './check-ahead'

const writtenModes = ['STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET', 'unknown'] as const
const policyChange = z.object({
  workload: z.string().nullable(),
  port: z.number().int().nullable(),
  before: z.enum(writtenModes).nullable(),
  after: z.enum(writtenModes),
  created: z.boolean(),
})

type Annotations = Parameters<typeof parseRecords>[0]

export const policyRecordsIn = (annotations: Annotations): PolicyRecord[] =>
  parseRecords(annotations, policyChange)

export const policyRecords = ({ metadata }: Pick<WholeObject, 'metadata'>): PolicyRecord[] =>
  policyRecordsIn(metadata.annotations)

/** What is asked, by whom, and when: all of it is part of the record, and so of what is written. */
export type MtlsAsk = PolicyWish & {
  reason: string | null
  reverts: string | null
  user: string
  plannedAt: number
}

/** What would be written. */
export type MtlsDeed =
  | { action: 'create'; collection: string; body: NewPolicy }
  | { action: 'patch'; found: FoundObject; patch: PatchOperation[] }
  | { action: 'delete'; found: FoundObject }

export type MtlsDraft = {
  ask: MtlsAsk
  deed: MtlsDeed
  object: ObjectRef
  planHash: string
  record: PolicyRecord
  preflight: Preflight
  findings: Finding[]
}

export type MtlsDrafted =
  | { kind: 'drafted'; draft: MtlsDraft }
  | { kind: 'refused'; detail: string }

/**
 * What would be written for a wish, from the object as it is now, read as the person. The same object
 * and the same wish come to the same hash wherever and whenever they are asked.
 */
export async function draftMtls(
  ask: MtlsAsk,
  world: MtlsWorld,
  { person, signal }: Pick<WriteContext, 'person' | 'signal'>,
): Promise<MtlsDrafted> {
  const target = targetOf(world.rules, ask)
  if (target.kind === 'refused') return target
  if (target.kind === 'create') {
    const at = await collectionOf(person.send, ask.namespace, signal)
    return drafted(ask, world, target, (record) => ({
      action: 'create',
      collection: at.path,
      body: newPolicy(ask, target, record, at.apiVersion),
    }))
  }
  const { namespace, name } = target.policy
  const found = await findObject(
    person.send,
    kinds.peerAuthentications,
    { namespace, name },
    signal,
  )
  if (!found) throw new UpstreamError('kubernetes', 'not-found')
  const fresh: PolicyTarget = { kind: 'edit', policy: readPolicy(found.object) }
  if (writtenMode(fresh, ask) === ask.mode)
    return { kind: 'refused', detail: 'It says so already.' }
  return drafted(ask, world, fresh, (record) => ({
    action: 'patch',
    found,
    patch: policyPatch(found.object, ask, { records: policyRecords(found.object), next: record }),
  }))
}

/** Takes a change back: the old mode, or the whole object where it was made by that change. */
export async function draftMtlsRevert(
  found: FoundObject,
  changeId: string,
  who: Pick<MtlsAsk, 'user' | 'plannedAt'>,
  world: MtlsWorld,
): Promise<MtlsDrafted> {
  const records = policyRecords(found.object)
  const record = records.find(({ id }) => id === changeId)
  if (!record) return { kind: 'refused', detail: 'The object does not remember this change.' }
  const policy = readPolicy(found.object)
  const { workload, port } = record.change
  const target: PolicyTarget = { kind: 'edit', policy }
  const back = takenBack(record, {
    written: writtenMode(target, { port }),
    generation: found.object.metadata.generation,
    records,
  })
  if (back.kind === 'refused') return back
  const ask: MtlsAsk = {
    ...who,
    namespace: policy.namespace,
    workload,
    port,
    mode: back.kind === 'delete' ? 'UNSET' : back.mode,
    reason: null,
    reverts: changeId,
  }
  return drafted(ask, world, target, (next) =>
    back.kind === 'delete'
      ? { action: 'delete', found }
      : { action: 'patch', found, patch: policyPatch(found.object, ask, { records, next }) },
  )
}

function drafted(
  ask: MtlsAsk,
  world: MtlsWorld,
  target: WritableTarget,
  deedOf: (record: PolicyRecord) => MtlsDeed,
): MtlsDrafted {
  const checked = checkAhead(ask, world, target)
  const findings = findingsAhead(ask, checked, target)
  const record = recordOf(ask, target, findings)
  const deed = deedOf(record)
  const name = target.kind === 'edit' ? target.policy.name : target.name
  return {
    kind: 'drafted',
    draft: {
      ask,
      deed,
      object: { kind: 'PeerAuthentication', namespace: ask.namespace, name },
      planHash: planHash(whatIsWritten(deed)),
      record,
      preflight: checked,
      findings,
    },
  }
}

const whatIsWritten = (deed: MtlsDeed) => {
  switch (deed.action) {
    case 'create':
      return { create: deed.body }
    case 'patch':
      return deed.patch
    case 'delete': {
      const { uid, generation } = deed.found.object.metadata
      return { delete: { path: deed.found.path, uid, generation } }
    }
  }
}

function recordOf(
  ask: MtlsAsk,
  target: WritableTarget,
  findings: readonly Finding[],
): PolicyRecord {
  const change = {
    workload: ask.workload,
    port: ask.port,
    before: writtenMode(target, ask),
    after: ask.mode,
    created: target.kind === 'create',
  }
  const seed = canonicalJson([ask.namespace, ask.plannedAt, ask.user, change])
  return {
    id: createHash('sha256').update(seed).digest('hex').slice(0, 12),
    at: ask.plannedAt,
    user: ask.user,
    reason: ask.reason,
    // The newest record has to fit; what was ticked in full is in the log.
    acknowledged: toAcknowledge(findings).slice(0, mostAcknowledged),
    reverts: ask.reverts,
    change,
  }
}

const mostAcknowledged = 20

export function readPolicy(object: WholeObject): PeerAuthentication {
  const parsed = peerAuthentication.safeParse(object)
  if (!parsed.success) throw new UpstreamError('kubernetes', 'malformed', { cause: parsed.error })
  return parsed.data
}

/** Where new policies go, in the version that the server has. */
async function collectionOf(send: KubeSend, namespace: string, signal: AbortSignal) {
  for (const listPath of kinds.peerAuthentications.paths) {
    const path = collectionPath(listPath, namespace)
    const response = await send({ path, search: { limit: '1' }, timeoutMs: 10_000, signal })
    await response.text()
    // Who may not list may still create: only an absent version is none.
    if (response.status !== 404) {
      const [, , group = '', version = ''] = listPath.split('/')
      return { path, apiVersion: `${group}/${version}` }
    }
  }
  throw new UpstreamError('kubernetes', 'not-found')
}

export const modeOfRequest = (
  mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'INHERIT',
): WrittenMode => (mode === 'INHERIT' ? 'UNSET' : mode)
