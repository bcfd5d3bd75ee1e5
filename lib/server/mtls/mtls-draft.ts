import 'server-only'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Finding, ObjectRef } from '../../domain/finding'
import type { ConfigObject } from '../../domain/istio-config/config-object'
import { canonicalJson, type PatchOperation } from '../../domain/json-patch'
import type { PeerAuthentication, WrittenMode } from '../../domain/mtls/mesh'
import type { MtlsWorld } from '../../domain/mtls/namespace-mtls'
import {
  type PolicyWish,
  targetOf,
  type WritableTarget,
  withoutPolicy,
  withWish,
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
import { type Owner, ownerFindings } from '../../domain/owner/owner'
import { UpstreamError } from '../../errors'
import { kinds } from '../../kubernetes/kinds'
import type { KubeSend } from '../../kubernetes/kube-fetch'
import { collectionPath } from '../../kubernetes/object-path'
import {
  peerAuthentication,
  type PeerAuthentication as ReadPolicy,
} from '../../kubernetes/peer-authentication'
import { type FoundObject, findObject, type WholeObject } from '../../kubernetes/whole-object'
import { fieldManager } from '../../kubernetes/write-object'
import { parseRecords } from '../splits/change-records'
import type { WriteContext } from '../writer'
import { planHash, toAcknowledge } from '../writes/write-plan'
import { checkAhead, findingsAhead } from './check-ahead'
import { policyOwner } from './policy-owner'

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
  /** Who keeps the object as it is; of a new one nobody does. */
  owner: Owner | null
  preflight: Preflight
  findings: Finding[]
}

export type MtlsDrafted =
  | { kind: 'drafted'; draft: MtlsDraft }
  | { kind: 'refused'; detail: string }
  /** It is not what the console knows of: somebody has written it this very moment. */
  | { kind: 'moved'; code: 'moved' | 'deleted' }

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
  const wishing = (written: WritableTarget, kept: ReadPolicy | null) => ({
    target: written,
    kept,
    after: withWish(world.facts.peerAuthentications, written, ask),
  })
  if (target.kind === 'create') {
    const at = await collectionOf(person.send, ask.namespace, signal)
    return drafted(ask, world, wishing(target, null), (record) => ({
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
  if (!found) return { kind: 'moved', code: 'deleted' }
  const policy = readPolicy(found.object)
  const fresh: WritableTarget = { kind: 'edit', policy }
  // It would be the mode of other pods than those that were asked for.
  if (canonicalJson(policy.selector) !== canonicalJson(target.policy.selector))
    return { kind: 'moved', code: 'moved' }
  if (writtenMode(fresh, ask) === ask.mode)
    return {
      kind: 'refused',
      detail: `PeerAuthentication ${namespace}/${name} says ${ask.mode} already: nothing would change.`,
    }
  return drafted(ask, world, wishing(fresh, policy), (record) => ({
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
  const target: WritableTarget = { kind: 'edit', policy }
  const back = takenBack(record, {
    written: writtenMode(target, { port }),
    records,
    untouched: isUntouched(policy),
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
  const { peerAuthentications } = world.facts
  const after =
    back.kind === 'delete'
      ? withoutPolicy(peerAuthentications, policy)
      : withWish(peerAuthentications, target, ask)
  return drafted(ask, world, { target, after, kept: policy }, (next) =>
    back.kind === 'delete'
      ? { action: 'delete', found }
      : { action: 'patch', found, patch: policyPatch(found.object, ask, { records, next }) },
  )
}

/** A new object has generation 1, and every change of its spec counts it up; others leave their name. */
export const isUntouched = ({
  generation,
  managers,
}: Pick<ConfigObject, 'generation' | 'managers'>) =>
  generation === 1 && managers.every(({ manager }) => manager === fieldManager)

type Planned = {
  target: WritableTarget
  /** The policies as they would be. */
  after: PeerAuthentication[]
  /** The object that is there already. */
  kept: ReadPolicy | null
}

function drafted(
  ask: MtlsAsk,
  world: MtlsWorld,
  { target, after, kept }: Planned,
  deedOf: (record: PolicyRecord) => MtlsDeed,
): MtlsDrafted {
  const checked = checkAhead(ask, world, after)
  const name = target.kind === 'edit' ? target.policy.name : target.name
  const object = { kind: 'PeerAuthentication', namespace: ask.namespace, name }
  const owner = kept && policyOwner(kept, world.shows)
  const findings = [
    ...findingsAhead(ask, checked, target, world),
    ...ownerFindings(owner, { what: 'policy', evidence: object }),
  ]
  const record = recordOf(ask, target, findings)
  const deed = deedOf(record)
  return {
    kind: 'drafted',
    draft: {
      ask,
      deed,
      object,
      planHash: planHash(whatIsWritten(deed)),
      record,
      owner,
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

export function readPolicy(object: WholeObject): ReadPolicy {
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
