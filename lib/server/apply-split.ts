import 'server-only'
import type { ApplySplitReply } from '../api/split-changes'
import { patchObject } from '../kubernetes/write-object'
import type { Refusal } from '../kubernetes/write-refusal'
import { carryOut } from './carry-out'
import { weightsRecords } from './change-records'
import { sayWithNewPlan } from './new-plan'
import type { Asked, Draft } from './plan-split'
import { movedBetween, sayConflict, weightWords } from './split-conflict'
import { type FoundSplit, findSplitOrNone, type SplitName } from './split-object'
import { noteWrite } from './write-event'
import { done, type WriteContext, type WriteResult } from './writer'

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
  const { record, patch } = draft
  const name = nameOf(found)
  const again = () => findSplitOrNone(send, name, signal)
  const carried = await carryOut(
    () => patchObject(send, found.path, patch, { dryRun: false, signal }),
    {
      read: again,
      holdsChange: ({ metadata }) =>
        weightsRecords(metadata.annotations).some(({ id }) => id === record.id),
    },
  )
  switch (carried.kind) {
    case 'applied': {
      const note = noteOf(draft)
      noteWrite(context.person, {
        object: carried.object,
        action: 'TrafficMoved',
        note,
        changeId: record.id,
      })
      const { generation } = carried.object.metadata
      return done({ generation, changeId: record.id, confirmedBy: carried.confirmedBy })
    }
    case 'stale': {
      const now = await again()
      return now ? saidMoved(found, now, asked, context) : deleted()
    }
    case 'gone':
      return deleted()
    case 'exists':
      throw new Error('a patch was answered as a creation')
    case 'refused':
      return sayConflict(
        { code: 'refused-by-server', detail: wordsOf(carried.refusal) },
        null,
        statusOf[carried.refusal.by],
      )
    case 'lost':
      return sayConflict(
        {
          code: 'answer-lost',
          detail:
            'The object was read again and is as before. The change may still arrive: reload before you try again.',
        },
        null,
        504,
      )
    case 'unknown':
      return sayConflict(
        {
          code: 'outcome-unknown',
          detail:
            'Kubernetes cannot be reached. Reload when it can: the history tells whether the change is there.',
        },
        null,
        504,
      )
  }
}

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
