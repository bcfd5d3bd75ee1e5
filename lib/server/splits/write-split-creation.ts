import 'server-only'
import type {
  ApplyCreateBody,
  ApplyCreateReply,
  CreatePlan,
  PlanCreateBody,
  UndoCreateBody,
  UndoCreateReply,
} from '../../api/split-creation'
import { isEqual } from '../../domain/json-patch'
import { deleteObject } from '../../kubernetes/write-object'
import { done, refuse, type WriteContext, type WriteResult, type Writer } from '../writer'
import { carryOut } from '../writes/carry-out'
import { type Attempt, logged, type Verdict } from '../writes/write-log'
import { objectionTo } from '../writes/write-plan'
import {
  type CreationDraft,
  type CreationStep,
  draftCreation,
  findStep,
  tellCreation,
  writeStep,
} from './plan-creation'

type Created = ApplyCreateReply['data']

export const planCreation: Writer<PlanCreateBody, CreatePlan> = async (body, context) => {
  const drafted = await draftCreation(body, Date.now(), context)
  return drafted.kind === 'problem' ? drafted : done(await tellCreation(drafted.data, context))
}

export const applyCreation: Writer<ApplyCreateBody, Created> = (body, context) => {
  const { namespace, service, reason } = body
  const attempt: Attempt = {
    requestId: context.requestId,
    user: context.person.user,
    action: 'create split',
    object: { kind: 'Service', namespace, name: service },
    reason: reason || null,
    changeId: null,
    before: null,
    after: null,
  }
  return logged(
    attempt,
    async () => {
      const drafted = await draftCreation(body, body.plannedAt, context)
      if (drafted.kind === 'problem') return drafted
      const draft = drafted.data
      attempt.after = draft.steps.map(({ action, proposed }) => ({ action, proposed }))
      if (!draft.may.allowed)
        return refuse({
          status: 403,
          title: 'You may not create this',
          detail: draft.may.reason ?? '',
        })
      const objection = objectionTo(body, { planHash: draft.planHash, findings: [] }, Date.now())
      return objection ? planAnew(objection.code, body, context) : createAll(draft, context)
    },
    verdictOf,
  )
}

async function planAnew(
  code: 'plan-expired' | 'plan-differs' | 'blocked' | 'acknowledgement-missing',
  body: PlanCreateBody,
  context: WriteContext,
): Promise<WriteResult<Created>> {
  const again = await planCreation(body, context)
  const plan = again.kind === 'done' ? again.data : null
  return refuse({
    status: 409,
    title:
      code === 'plan-expired'
        ? 'The plan is older than 10 minutes'
        : 'The plan comes to something else now',
    detail: 'Look at the new plan, then apply that one.',
    more: { code, moved: [], missing: [], plan },
  })
}

/** In order, and no further than the first that fails: what is there is told, and can be undone. */
async function createAll(
  { steps }: CreationDraft,
  context: WriteContext,
): Promise<WriteResult<Created>> {
  const made: Created['done'] = []
  for (const step of steps) {
    const { kind, namespace, name, action } = step
    if (action === 'present') continue
    const result = await createOne(step, context)
    if (result.kind === 'failed')
      return done({ done: made, failed: { kind, namespace, name, message: result.message } })
    // Subsets added to a rule of somebody else's are not ours to take back.
    if (action === 'create') made.push({ kind, namespace, name, uid: result.uid })
  }
  return done({ done: made, failed: null })
}

type One = { kind: 'made'; uid: string } | { kind: 'failed'; message: string }

async function createOne(step: CreationStep, { person }: WriteContext): Promise<One> {
  const { signal } = new AbortController()
  const carried = await carryOut(() => writeStep(step, person.send, { dryRun: false, signal }), {
    read: () => findStep(step, person.send, signal),
    holdsChange: (object) => step.action === 'create' && isEqual(object.spec, step.proposed.spec),
  })
  switch (carried.kind) {
    case 'applied':
      return { kind: 'made', uid: carried.object.metadata.uid }
    case 'refused':
      return { kind: 'failed', message: carried.refusal.message }
    case 'exists':
      return { kind: 'failed', message: 'An object of this name was made in the meantime.' }
    case 'stale':
      return { kind: 'failed', message: 'It was changed in the meantime.' }
    case 'gone':
      return { kind: 'failed', message: 'Its namespace, or its kind, is not there.' }
    case 'lost':
    case 'unknown':
      return { kind: 'failed', message: 'Kubernetes did not answer. Reload, and plan again.' }
  }
}

function verdictOf(result: WriteResult<Created>): { verdict: Verdict; detail?: string } {
  if (result.kind === 'problem')
    return {
      verdict: result.problem.status === 409 ? 'conflict' : 'refused',
      detail: result.problem.title,
    }
  const { failed } = result.data
  return failed
    ? { verdict: 'failed', detail: `${failed.kind}: ${failed.message}` }
    : { verdict: 'applied' }
}

/** Route first, then subsets; only the very objects, and only as long as nobody has changed them. */
export const undoCreation: Writer<UndoCreateBody, UndoCreateReply['data']> = async (
  { namespace, service, objects },
  context,
) => {
  const { person } = context
  const { signal } = new AbortController()
  const deleted: UndoCreateReply['data']['deleted'] = []
  for (const object of objects.toSorted((a, b) => (a.kind < b.kind ? 1 : -1))) {
    if (object.namespace !== namespace || object.name !== service)
      return refuse({
        status: 400,
        title: 'Only what was created for this service can be taken back',
      })
    const found = await findStep(object, person.send, signal)
    if (found === null) continue
    const attempt: Attempt = {
      requestId: context.requestId,
      user: person.user,
      action: 'undo split',
      object: { kind: object.kind, namespace, name: object.name },
      reason: null,
      changeId: null,
      before: found.object.spec,
      after: null,
    }
    const { uid, generation } = found.object.metadata
    const isAsMade = uid === object.uid && generation === 1
    const outcome = await logged(
      attempt,
      async () =>
        isAsMade ? await deleteObject(person.send, found.path, { uid }, signal) : 'stale',
      (result) => ({ verdict: result === 'stale' ? 'conflict' : 'applied' }),
    )
    if (outcome === 'stale')
      return refuse({
        status: 409,
        title: `${object.kind} ${object.name} has been changed since`,
        detail: 'It is left as it is. Delete it by hand if nobody needs it.',
      })
    deleted.push(object)
  }
  return done({ deleted })
}
