import 'server-only'
import { createTwoFilesPatch } from 'diff'
import type { DryRun } from '../../api/change'
import type { MtlsPlan } from '../../api/mtls-change'
import { withPatch } from '../../domain/json-patch'
import type { BreakingCaller } from '../../domain/mtls/breaking-caller'
import type { Preflight } from '../../domain/mtls/preflight'
import { shownCandidates } from '../../domain/mtls/visible'
import type { Permission } from '../../domain/permission'
import { type Shows, shownFindings, shownRefs } from '../../domain/shown'
import { fieldManager } from '../../kubernetes/write-object'
import type { WriteContext } from '../writer'
import { dryRunCreate, dryRunPatch } from '../writes/dry-run'
import { kubectlPatch, quoted } from '../writes/kubectl'
import { applicable, toAcknowledge } from '../writes/write-plan'
import { toYaml, yamlOf } from '../writes/yaml'
import type { MtlsDraft } from './mtls-draft'

type Telling = Pick<WriteContext, 'person' | 'signal'> & {
  may: Permission
  shows: Shows
  lookBack: number
}

/** All that a person wants to see before a draft is written; none of it decides what is written. */
export async function tellMtlsPlan(draft: MtlsDraft, telling: Telling): Promise<MtlsPlan> {
  const { deed, owner, preflight, findings } = draft
  const { may, shows, lookBack } = telling
  const dryRun = await dryRunOf(draft, telling)
  const allowed = applicable(findings, may)
  const refused = dryRun.verdict === 'refused' && allowed.allowed
  return {
    planHash: draft.planHash,
    plannedAt: draft.ask.plannedAt,
    action: deed.action,
    object: draft.object,
    patch: deed.action === 'patch' ? deed.patch : [],
    diff: diffOf(draft),
    owner,
    impact: {
      affected: preflight.affected,
      breaks: preflight.breaks.map((one) => toWireBreak(one, shows)),
      heals: preflight.heals,
      unknown: preflight.unknown,
      remainsPlaintext: preflight.remainsPlaintext,
      sentences: sentencesOf(preflight),
      lookBack,
    },
    findings: shownFindings(findings, shows),
    dryRun,
    kubectl: kubectlOf(draft),
    applicable: refused ? { allowed: false, reason: dryRun.message } : allowed,
    mustAcknowledge: toAcknowledge(findings),
  }
}

const toWireBreak = (one: BreakingCaller, shows: Shows): MtlsPlan['impact']['breaks'][number] => ({
  code: one.code,
  client: one.client,
  candidates: shownCandidates(one.candidates, shows).map(({ name }) => name),
  destination: one.destination,
  port: one.port,
  evidence: one.evidence,
  sentence: one.sentence,
  requestsPerSecond: one.seen?.counted === 'requests' ? one.seen.perSecond : null,
  count: one.seen?.count ?? null,
  lastSeenAt: one.seen?.lastSeenAt ?? null,
  objects: shownRefs(one.objects, shows),
})

function sentencesOf({ affected, breaks, heals, unknown }: Preflight): string[] {
  const workloads = new Set(affected.map(({ workload }) => workload)).size
  return [
    `${count(workloads, 'workload')} get another effective mode.`,
    breaks.length === 0
      ? 'Nobody who was seen would be refused.'
      : `${count(breaks.length, 'caller')} would be refused.`,
    ...(heals.length > 0 ? [`${count(heals.length, 'caller')} would work again.`] : []),
    ...(unknown.length > 0
      ? [`Of ${count(unknown.length, 'workload')} no caller was seen: nothing is proven there.`]
      : []),
  ]
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`

function dryRunOf({ deed, ask }: MtlsDraft, asking: Telling): Promise<DryRun> {
  switch (deed.action) {
    case 'create': {
      const place = { path: deed.collection, namespace: ask.namespace, labels: {} }
      return dryRunCreate(place, deed.body, asking)
    }
    case 'patch':
      return dryRunPatch(deed.found, deed.patch, asking)
    case 'delete':
      return Promise.resolve({ verdict: 'not-asked', message: null, warnings: [], webhooks: null })
  }
}

function diffOf({ deed }: MtlsDraft): string {
  const [before, after] = [beforeOf(deed), afterOf(deed)]
  return createTwoFilesPatch('now', 'after', before, after, undefined, undefined, { context: 4 })
}

const beforeOf = (deed: MtlsDraft['deed']) =>
  deed.action === 'create' ? '' : toYaml(deed.found.object)

function afterOf(deed: MtlsDraft['deed']): string {
  switch (deed.action) {
    case 'create':
      return yamlOf(deed.body)
    case 'patch':
      return toYaml(withPatch(deed.found.object, deed.patch))
    case 'delete':
      return ''
  }
}

function kubectlOf({ deed, object }: MtlsDraft): string {
  switch (deed.action) {
    case 'create':
      return `echo ${quoted(JSON.stringify(deed.body))} | kubectl create --field-manager ${fieldManager} -f -`
    case 'patch':
      return kubectlPatch(deed.found.object, deed.patch)
    case 'delete':
      return `kubectl delete peerauthentications.security.istio.io ${object.name} --namespace ${object.namespace}`
  }
}
