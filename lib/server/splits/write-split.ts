import 'server-only'
import type { z } from 'zod'
import type {
  ApplyRevertBody,
  ApplySplitBody,
  ApplySplitReply,
  PlanRevertBody,
  PlanSplitBody,
  SplitPlan,
} from '../../api/split-changes'
import type { splitParams } from '../../api/splits'
import { done, refuse, type WriteContext, type WriteResult, type Writer } from '../writer'
import { type Attempt, logged, verdictOfWrite } from '../writes/write-log'
import { objectionTo, objectionWords, type SentPlan } from '../writes/write-plan'
import { applyDraft, deleted, recreated } from './apply-split'
import { draftFor } from './draft-for'
import { sayWithNewPlan } from './new-plan'
import type { Asked } from './plan-split'
import { generations, type Said } from './split-conflict'
import { type FoundSplit, findSplitOrNone, type SplitName } from './split-object'
import { takeBack } from './take-back'
import { tellPlan } from './tell-plan'

type Named = z.output<typeof splitParams>
type Applied = ApplySplitReply['data']

export const planSplit: Writer<Named & PlanSplitBody, SplitPlan> = async (body, context) => {
  const asked = askedBy(body)
  const seen = await seeAsBefore(body, asked, context)
  return seen.kind === 'problem' ? seen : planFor(seen.data, asked, context)
}

export const planRevert: Writer<Named & PlanRevertBody, SplitPlan> = async (body, context) => {
  const seen = await see(body, context)
  if (seen.kind === 'problem') return seen
  const back = takeBack(seen.data, body.changeId)
  if (back.kind === 'problem') return back
  const { asked, instead } = back.data
  return instead === null
    ? planFor(seen.data, asked, context)
    : sayWithNewPlan({ code: 'moved', detail: instead }, seen.data, asked, context)
}

export const applySplit: Writer<Named & ApplySplitBody, Applied> = (body, context) => {
  const asked = askedBy(body)
  return attempt('move traffic', body, asked, context, async (trace) => {
    const seen = await seeAsBefore(body, asked, context)
    return seen.kind === 'problem' ? seen : applyFor(seen.data, asked, body, context, trace)
  })
}

export const applyRevert: Writer<Named & ApplyRevertBody, Applied> = (body, context) => {
  const wanted: Asked = { changes: [], reason: null, reverts: body.changeId }
  return attempt('take back', body, wanted, context, async (trace) => {
    const seen = await see(body, context)
    if (seen.kind === 'problem') return seen
    const back = takeBack(seen.data, body.changeId)
    if (back.kind === 'problem') return back
    const { asked, instead } = back.data
    return instead === null
      ? applyFor(seen.data, asked, body, context, trace)
      : sayWithNewPlan({ code: 'moved', detail: instead }, seen.data, asked, context)
  })
}

const askedBy = ({ changes, reason }: PlanSplitBody): Asked => ({
  changes,
  reason: reason || null,
  reverts: null,
})

/** The object as it is now, read as the person. */
async function see(
  name: SplitName,
  { person, signal }: WriteContext,
): Promise<WriteResult<FoundSplit>> {
  const found = await findSplitOrNone(person.send, name, signal)
  return found ? done(found) : deleted()
}

/** And it must be the one that the person looked at. */
async function seeAsBefore(
  body: SplitName & { uid: string; generation: number },
  asked: Asked,
  context: WriteContext,
): Promise<WriteResult<FoundSplit>> {
  const seen = await see(body, context)
  if (seen.kind === 'problem') return seen
  const { uid, generation } = seen.data.object.metadata
  if (uid !== body.uid) return recreated()
  if (generation === body.generation) return seen
  const said: Said = {
    code: 'moved',
    detail: 'It was written in the meantime. Nothing of yours is lost: look at the new plan.',
    moved: generations(body.generation, generation),
  }
  return sayWithNewPlan(said, seen.data, asked, context)
}

async function planFor(
  found: FoundSplit,
  asked: Asked,
  context: WriteContext,
): Promise<WriteResult<SplitPlan>> {
  const drafted = await draftFor(found, asked, Date.now(), context)
  return drafted.kind === 'problem' ? drafted : done(await tellPlan(found, drafted.data, context))
}

async function applyFor(
  found: FoundSplit,
  asked: Asked,
  sent: SentPlan,
  context: WriteContext,
  trace: Attempt,
): Promise<WriteResult<Applied>> {
  const drafted = await draftFor(found, asked, sent.plannedAt, context)
  if (drafted.kind === 'problem') return drafted
  const draft = drafted.data
  const { routes } = draft.record.change
  trace.before = routes.map(({ route, before }) => ({ route, weights: before }))
  trace.after = routes.map(({ route, after }) => ({ route, weights: after }))
  trace.changeId = draft.record.id
  if (!draft.may.allowed)
    return refuse({ status: 403, title: 'You may not change this', detail: draft.may.reason ?? '' })
  const objection = objectionTo(sent, draft, Date.now())
  return objection
    ? sayWithNewPlan(objectionWords(objection), found, asked, context)
    : applyDraft(found, draft, asked, context)
}

/** Leaves one line in the log, whatever comes of it. */
function attempt(
  action: string,
  { kind, namespace, name }: SplitName,
  { changes, reason }: Asked,
  { requestId, person }: WriteContext,
  work: (trace: Attempt) => Promise<WriteResult<Applied>>,
): Promise<WriteResult<Applied>> {
  const trace: Attempt = {
    requestId,
    user: person.user,
    action,
    object: { kind, namespace, name },
    reason,
    changeId: null,
    before: null,
    after: changes,
  }
  return logged(trace, () => work(trace), verdictOfWrite)
}
