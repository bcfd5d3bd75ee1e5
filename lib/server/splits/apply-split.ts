import 'server-only'
import type { ApplySplitReply } from '../../api/split-changes'
import { failedTest } from '../../domain/json-patch'
import type { KubeSend } from '../../kubernetes/kube-fetch'
import { patchObject } from '../../kubernetes/write-object'
import type { Refusal } from '../../kubernetes/write-refusal'
import { done, type WriteContext, type WriteResult } from '../writer'
import { type Carried, carryOut } from '../writes/carry-out'
import { noteWrite } from '../writes/write-event'
import { weightsRecords } from './change-records'
import { sayWithNewPlan } from './new-plan'
import type { Asked, Draft } from './plan-split'
import { movedBetween, sayConflict, weightWords } from './split-conflict'
import { type FoundSplit, findSplitOrNone, type SplitName } from './split-object'

/** Writes a draft that nothing speaks against, and says what became of it. */
export async function applyDraft(
  found: FoundSplit,
  draft: Draft,
  asked: Asked,
  context: WriteContext,
): Promise<WriteResult<ApplySplitReply['data']>> {
  const { send } = context.person
  // A write that has begun is brought to its end, though the person who asked may have left.
  const { signal } = new AbortController()
  const again = () => findSplitOrNone(send, nameOf(found), signal)
  const write = () => sendOnce(found, draft, { send, again, signal })
  const carried = await write()
  if (carried.kind !== 'stale') return answerOf(carried, draft, context)
  const now = await again()
  if (now === null) return deleted()
  // Whoever was in the way has changed nothing that the patch rests on.
  if (failedTest(now.object, draft.patch) === undefined) {
    const second = await write()
    if (second.kind !== 'stale') return answerOf(second, draft, context)
  }
  return saidMoved(found, now, asked, context)
}

type Sending = {
  send: KubeSend
  again: () => Promise<FoundSplit | null>
  signal: AbortSignal
}

const sendOnce = (
  { path }: FoundSplit,
  { patch, record }: Draft,
  { send, again, signal }: Sending,
) =>
  carryOut(() => patchObject(send, path, patch, { dryRun: false, signal }), {
    read: again,
    holdsChange: ({ metadata }) =>
      weightsRecords(metadata.annotations).some(({ id }) => id === record.id),
  })

function answerOf(
  carried: Exclude<Carried, { kind: 'stale' }>,
  draft: Draft,
  { person }: WriteContext,
): WriteResult<ApplySplitReply['data']> {
  const { id } = draft.record
  switch (carried.kind) {
    case 'applied': {
      const { object, confirmedBy } = carried
      noteWrite(person, { object, action: 'TrafficMoved', note: noteOf(draft), changeId: id })
      return done({ generation: object.metadata.generation, changeId: id, confirmedBy })
    }
    case 'gone':
      return deleted()
    case 'exists':
      throw new Error('a patch was answered as a creation')
    case 'refused': {
      const { refusal } = carried
      const said = { code: 'refused-by-server', detail: wordsOf(refusal) } as const
      return sayConflict(said, null, statusOf[refusal.by])
    }
    case 'lost':
      return sayConflict({ code: 'answer-lost', detail: lostDetail }, null, 504)
    case 'unknown':
      return sayConflict({ code: 'outcome-unknown', detail: unknownDetail }, null, 504)
  }
}

const lostDetail =
  'The object was read again and is as before. The change may still arrive: reload before you try again.'
const unknownDetail =
  'Kubernetes cannot be reached. Reload when it can: the history tells whether the change is there.'

const statusOf: Record<Refusal['by'], number> = {
  webhook: 422,
  schema: 422,
  rights: 403,
  load: 503,
}

const wordsOf = (refusal: Refusal) =>
  refusal.by === 'webhook' ? `${refusal.webhook}: ${refusal.message}` : refusal.message

/** The API server does not say which test failed: the object does. */
function saidMoved(before: FoundSplit, now: FoundSplit, asked: Asked, context: WriteContext) {
  if (before.object.metadata.uid !== now.object.metadata.uid) return recreated()
  const moved = movedBetween(
    before,
    now,
    asked.changes.map(({ route }) => route),
  )
  const detail = 'Somebody else has written it just now. Nothing of yours was written.'
  return sayWithNewPlan({ code: 'moved', detail, moved }, now, asked, context)
}

export const deleted = () =>
  sayConflict({ code: 'deleted', detail: 'Somebody has deleted it. Nothing was written.' }, null)

export const recreated = () =>
  sayConflict(
    {
      code: 'recreated',
      detail:
        'It is another object now, though of the same name. Reload to see its weights. Nothing was written.',
    },
    null,
  )

const nameOf = ({ route, object }: FoundSplit): SplitName => ({
  kind: route.kind,
  namespace: object.metadata.namespace,
  name: object.metadata.name,
})

const noteOf = ({ record }: Draft) => {
  const moves = record.change.routes.map(
    ({ route, before, after }) => `${route}: ${weightWords(before)} to ${weightWords(after)}`,
  )
  return `${record.user} moved ${moves.join(', ')}${record.reason ? ` (${record.reason})` : ''}`
}
