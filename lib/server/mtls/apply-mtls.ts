import 'server-only'
import type { ApplyMtlsReply } from '../../api/mtls-change'
import { failedTest } from '../../domain/json-patch'
import { isUpstreamError } from '../../errors'
import { kinds } from '../../kubernetes/kinds'
import { type FoundObject, findObject, type WholeObject } from '../../kubernetes/whole-object'
import { createObject, deleteObject, patchObject } from '../../kubernetes/write-object'
import { done, type WriteContext, type WriteResult } from '../writer'
import { type Carried, carryOut } from '../writes/carry-out'
import { noteWrite } from '../writes/write-event'
import { type MtlsProblem, sayMtlsConflict } from './mtls-conflict'
import { type MtlsDeed, type MtlsDraft, policyRecords } from './mtls-draft'

type Applied = ApplyMtlsReply['data']

/** `moved`: somebody was faster; a new plan has to be made. */
export type MtlsOutcome = WriteResult<Applied> | { kind: 'moved' }

/** Writes a draft that nothing speaks against, and says what became of it. */
export async function applyMtlsDraft(
  draft: MtlsDraft,
  context: WriteContext,
): Promise<MtlsOutcome> {
  const { deed } = draft
  // A write that has begun is brought to its end, though the person who asked may have left.
  const { signal } = new AbortController()
  if (deed.action === 'delete') return applyDelete(deed, draft, context, signal)
  const { send } = context.person
  const { namespace, name } = nameOf(draft)
  const write = () =>
    deed.action === 'create'
      ? createObject(send, deed.collection, deed.body, { dryRun: false, signal })
      : patchObject(send, deed.found.path, deed.patch, { dryRun: false, signal })
  const read = () => findObject(send, kinds.peerAuthentications, { namespace, name }, signal)
  const sendOnce = () => carryOut(write, { read, holdsChange: (object) => holds(object, draft) })
  const first = await sendOnce()
  if (first.kind !== 'stale' || deed.action === 'create') return answerOf(first, draft, context)
  const now = await read()
  if (now === null) return gone()
  // Whoever was in the way has changed nothing that the patch rests on.
  const isSound = failedTest(now.object, deed.patch) === undefined
  return isSound ? answerOf(await sendOnce(), draft, context) : { kind: 'moved' }
}

const nameOf = ({ object, ask }: MtlsDraft) => ({ namespace: ask.namespace, name: object.name })

const holds = (object: WholeObject, { record }: MtlsDraft) =>
  policyRecords(object).some(({ id }) => id === record.id)

function answerOf(carried: Carried, draft: MtlsDraft, { person }: WriteContext): MtlsOutcome {
  switch (carried.kind) {
    case 'applied': {
      const { object, confirmedBy } = carried
      noteWrite(person, {
        object,
        action: 'PolicyChanged',
        note: noteOf(draft),
        changeId: draft.record.id,
      })
      return done(appliedOf(draft, object.metadata.generation, confirmedBy))
    }
    case 'stale':
    case 'exists':
      return { kind: 'moved' }
    case 'gone':
      return gone()
    case 'refused': {
      const { refusal } = carried
      const detail =
        refusal.by === 'webhook' ? `${refusal.webhook}: ${refusal.message}` : refusal.message
      return sayMtlsConflict({ code: 'refused-by-server', detail }, null, statusOf[refusal.by])
    }
    case 'lost':
      return sayMtlsConflict({ code: 'answer-lost', detail: lostDetail }, null, 504)
    case 'unknown':
      return sayMtlsConflict({ code: 'outcome-unknown', detail: unknownDetail }, null, 504)
  }
}

const statusOf = { webhook: 422, schema: 422, rights: 403, load: 503 } as const
const lostDetail =
  'The object was read again and is as before. The change may still arrive: reload before you try again.'
const unknownDetail =
  'Kubernetes cannot be reached. Reload when it can: the policy tells whether the change is there.'

const gone = (): MtlsProblem =>
  sayMtlsConflict(
    { code: 'deleted', detail: 'Somebody has deleted it. Nothing was written.' },
    null,
  )

/** Only this very object, as it was looked at. Where the answer is lost, its absence tells. */
async function applyDelete(
  { found }: Extract<MtlsDeed, { action: 'delete' }>,
  draft: MtlsDraft,
  { person: { send } }: WriteContext,
  signal: AbortSignal,
): Promise<MtlsOutcome> {
  const preconditions = preconditionsOf(found)
  try {
    const outcome = await deleteObject(send, found.path, preconditions, signal)
    if (outcome === 'stale') return { kind: 'moved' }
    return outcome === 'gone' ? gone() : done(appliedOf(draft, null, 'answer'))
  } catch (error) {
    if (!isUpstreamError(error) || error.failure === 'forbidden') throw error
    const still = await findObject(send, kinds.peerAuthentications, nameOf(draft), signal)
    if (still === null) return done(appliedOf(draft, null, 'reading'))
    return sayMtlsConflict({ code: 'answer-lost', detail: lostDetail }, null, 504)
  }
}

function preconditionsOf({ object: { metadata } }: FoundObject) {
  const { resourceVersion } = metadata
  return {
    uid: metadata.uid,
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  }
}

const appliedOf = (
  { record, object }: MtlsDraft,
  generation: number | null,
  confirmedBy: Applied['confirmedBy'],
): Applied => ({ changeId: record.id, object, generation, changedAt: Date.now(), confirmedBy })

const noteOf = ({ record, object }: MtlsDraft) => {
  const { before, after, port } = record.change
  const where = port === null ? '' : ` on port ${port}`
  return `${record.user} set ${object.name}${where} from ${before ?? 'nothing'} to ${after}${record.reason ? ` (${record.reason})` : ''}`
}
