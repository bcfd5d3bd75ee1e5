import 'server-only'
import type { MtlsParams } from '../../api/mtls'
import type {
  ApplyMtlsBody,
  ApplyMtlsReply,
  ApplyMtlsRevertBody,
  MtlsPlan,
  PlanMtlsBody,
  PlanMtlsRevertBody,
} from '../../api/mtls-change'
import type { MtlsWorld } from '../../domain/mtls/namespace-mtls'
import { UpstreamError } from '../../errors'
import { kinds } from '../../kubernetes/kinds'
import { type FoundObject, findObject } from '../../kubernetes/whole-object'
import { slotOf } from '../flights'
import { kindWords } from '../kubernetes-warnings'
import { done, refuse, type WriteContext, type WriteResult, type Writer } from '../writer'
import { type Attempt, logged, verdictOfWrite } from '../writes/write-log'
import { objectionTo, objectionWords, type SentPlan } from '../writes/write-plan'
import { applyMtlsDraft } from './apply-mtls'
import { type MtlsSaid, sayMtlsConflict } from './mtls-conflict'
import {
  draftMtls,
  draftMtlsRevert,
  type MtlsDraft,
  type MtlsDrafted,
  modeOfRequest,
  policyRecords,
} from './mtls-draft'
import { mayWritePolicies } from './mtls-rights'
import { readMtlsWorld } from './read-mtls-world'
import { tellMtlsPlan } from './tell-mtls-plan'

type Applied = ApplyMtlsReply['data']

/** Seconds that a preflight looks back for callers; longer than the slowest nightly job. */
export const preflightLookBack = 86_400
const windowSeconds = 300

/** What one request wants, made from the world as it is now. */
type Wanted = {
  namespace: string
  world: MtlsWorld
  draft: (plannedAt: number) => Promise<MtlsDrafted>
}

export const planMtls: Writer<MtlsParams & PlanMtlsBody, MtlsPlan> = async (body, context) =>
  planFor(await wantedBy(body, context), context)

export const planMtlsRevert: Writer<MtlsParams & PlanMtlsRevertBody, MtlsPlan> = async (
  body,
  context,
) => planFor(await wantedBack(body, context), context)

export const applyMtls: Writer<MtlsParams & ApplyMtlsBody, Applied> = (body, context) =>
  attempt('set policy', body.namespace, body.reason ?? null, context, async (trace) =>
    applyFor(await wantedBy(body, context), body, context, trace),
  )

export const applyMtlsRevert: Writer<MtlsParams & ApplyMtlsRevertBody, Applied> = (body, context) =>
  attempt('take back', body.namespace, null, context, async (trace) =>
    applyFor(await wantedBack(body, context), body, context, trace),
  )

async function wantedBy(body: MtlsParams & PlanMtlsBody, context: WriteContext): Promise<Wanted> {
  const { namespace, workload = null, port = null, reason } = body
  const world = await worldOf(namespace, context)
  const wish = { namespace, workload, port, mode: modeOfRequest(body.mode) }
  const draft = async (plannedAt: number) =>
    blindTo(world) ??
    draftMtls(
      { ...wish, reason: reason || null, reverts: null, user: context.person.user, plannedAt },
      world,
      context,
    )
  return { namespace, world, draft }
}

async function wantedBack(
  { namespace, changeId }: MtlsParams & PlanMtlsRevertBody,
  context: WriteContext,
): Promise<Wanted> {
  const world = await worldOf(namespace, context)
  const blind = blindTo(world)
  if (blind) return { namespace, world, draft: async () => blind }
  const found = await findChanged(world, namespace, changeId, context)
  const draft = (plannedAt: number) =>
    draftMtlsRevert(found, changeId, { user: context.person.user, plannedAt }, world)
  return { namespace, world, draft }
}

const neededKinds = ['peerAuthentications', 'destinationRules', 'services', 'pods'] as const

/** A namespace that the person may not see is as one that is not there. */
async function worldOf(namespace: string, context: WriteContext): Promise<MtlsWorld> {
  const { world } = await readMtlsWorld(
    {
      namespaces: [namespace],
      pairs: 'all',
      at: slotOf(undefined),
      windowSeconds,
      lookBackSeconds: preflightLookBack,
    },
    context,
  )
  if (!world.shows(namespace)) throw new UpstreamError('kubernetes', 'not-found')
  return world
}

/** Nothing is planned on what is not known: a policy that was not read would be taken for none. */
function blindTo({ facts }: MtlsWorld): MtlsDrafted | null {
  const unread = neededKinds.filter((kind) => facts.unread.has(kind))
  if (unread.length === 0) return null
  const words = unread.map((kind) => kindWords[kind].plural).join(', ')
  return { kind: 'refused', detail: `Who would break is not known: ${words} cannot be read.` }
}

/** Which of the namespace's policies remembers the change; read fresh, as the person. */
async function findChanged(
  { facts }: MtlsWorld,
  namespace: string,
  changeId: string,
  { person, signal }: WriteContext,
): Promise<FoundObject> {
  const own = facts.peerAuthentications.filter((one) => one.namespace === namespace)
  for (const { name } of own) {
    const found = await findObject(
      person.send,
      kinds.peerAuthentications,
      { namespace, name },
      signal,
    )
    if (found && policyRecords(found.object).some(({ id }) => id === changeId)) return found
  }
  throw new UpstreamError('kubernetes', 'not-found')
}

async function planFor(wanted: Wanted, context: WriteContext): Promise<WriteResult<MtlsPlan>> {
  const drafted = await wanted.draft(Date.now())
  return drafted.kind === 'drafted'
    ? done(await tell(drafted.draft, wanted, context))
    : cannotBeWritten(drafted)
}

const cannotBeWritten = (drafted: Exclude<MtlsDrafted, { kind: 'drafted' }>) =>
  drafted.kind === 'refused'
    ? refuse({ status: 400, title: 'This cannot be written', detail: drafted.detail })
    : sayMtlsConflict({ code: drafted.code, detail: 'Nothing was written. Look again.' }, null)

async function tell(draft: MtlsDraft, { world }: Wanted, context: WriteContext) {
  const { person, signal } = context
  const may = await mayWrite(draft, context)
  return tellMtlsPlan(draft, {
    ...{ person, signal, may, shows: world.shows },
    lookBack: preflightLookBack,
  })
}

const mayWrite = ({ ask, deed }: MtlsDraft, { viewer }: WriteContext) =>
  mayWritePolicies(viewer, ask.namespace, deed.action)

async function applyFor(
  wanted: Wanted,
  sent: SentPlan,
  context: WriteContext,
  trace: Attempt,
): Promise<WriteResult<Applied>> {
  const drafted = await wanted.draft(sent.plannedAt)
  if (drafted.kind !== 'drafted') return cannotBeWritten(drafted)
  const { draft } = drafted
  const { before, after } = draft.record.change
  Object.assign(trace, { object: draft.object, changeId: draft.record.id, before, after })
  const may = await mayWrite(draft, context)
  if (!may.allowed)
    return refuse({ status: 403, title: 'You may not change this', detail: may.reason ?? '' })
  const objection = objectionTo(sent, draft, Date.now())
  if (objection) return sayAnew(objectionWords(objection), wanted, context)
  const outcome = await applyMtlsDraft(draft, context)
  return outcome.kind === 'moved' ? sayAnew(moved, wanted, context) : outcome
}

const moved: MtlsSaid = {
  code: 'moved',
  detail: 'Somebody else has written it just now. Nothing of yours was written.',
}

/** The same wish planned anew from what is there now. */
async function sayAnew(said: MtlsSaid, wanted: Wanted, context: WriteContext) {
  const drafted = await wanted.draft(Date.now())
  return sayMtlsConflict(
    said,
    drafted.kind === 'drafted' ? await tell(drafted.draft, wanted, context) : null,
  )
}

/** Leaves one line in the log, whatever comes of it. */
function attempt(
  action: string,
  namespace: string,
  reason: string | null,
  { requestId, person }: WriteContext,
  work: (trace: Attempt) => Promise<WriteResult<Applied>>,
): Promise<WriteResult<Applied>> {
  const trace: Attempt = {
    requestId,
    user: person.user,
    action,
    object: { kind: 'PeerAuthentication', namespace, name: '' },
    reason,
    changeId: null,
    before: null,
    after: null,
  }
  return logged(trace, () => work(trace), verdictOfWrite)
}
