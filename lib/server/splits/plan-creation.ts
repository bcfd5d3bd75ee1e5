import 'server-only'
import type { CreatePlan } from '../../api/split-creation'
import { groupBy } from '../../domain/group-by'
import type { PatchOperation } from '../../domain/json-patch'
import type { Permission } from '../../domain/permission'
import { candidateOf, type SplitCandidate } from '../../domain/traffic-split/candidates'
import {
  type ProposedObject,
  type ProposedSubset,
  proposeDestinationRule,
  proposeSubsets,
  proposeVirtualService,
  toSubset,
} from '../../domain/traffic-split/proposal'
import {
  sharedSeconds,
  type WeightsGround,
  weightsGround,
} from '../../domain/traffic-split/shared-time'
import { splitWorld } from '../../domain/traffic-split/world'
import { kinds } from '../../kubernetes/kinds'
import { collectionPath, objectPath } from '../../kubernetes/object-path'
import { type FoundObject, findObject } from '../../kubernetes/whole-object'
import {
  createObject,
  patchObject,
  type WriteMode,
  type WriteOutcome,
} from '../../kubernetes/write-object'
import { slotMs, slotOf } from '../flights'
import { done, refuse, type WriteContext, type WriteResult } from '../writer'
import { dryRunCreate, dryRunPatch } from '../writes/dry-run'
import { kubectlPatch, quoted } from '../writes/kubectl'
import { planHash } from '../writes/write-plan'
import { yamlOf } from '../writes/yaml'
import { readSplitConfig } from './split-config'
import { mayCreate } from './split-rights'
import { readSplitTraffic } from './split-traffic'

export type CreationTarget = { namespace: string; service: string }

/** One object of a creation: what it is, and how it is written. */
export type CreationStep = {
  kind: 'DestinationRule' | 'VirtualService'
  namespace: string
  name: string
  action: 'create' | 'add-subsets' | 'present'
  proposed: ProposedObject
  existing: FoundObject | null
  patch: PatchOperation[]
}

export type CreationDraft = {
  plannedAt: number
  planHash: string
  steps: CreationStep[]
  subsets: ProposedSubset[]
  candidate: SplitCandidate
  ground: WeightsGround
  may: Permission
}

/** So long after it a scrape is in the store, and the same question has the same answer. */
const settledMs = 3 * slotMs

/**
 * What would be made for a service: its subsets first, then the route. The first weights are of what
 * was seen at the time of the plan, so the same plan comes out of it again.
 */
export async function draftCreation(
  { namespace, service }: CreationTarget,
  plannedAt: number,
  { viewer, person, signal }: WriteContext,
): Promise<WriteResult<CreationDraft>> {
  const { config } = await readSplitConfig(viewer, signal)
  const known = config.index.service({ namespace, name: service })
  if (known === null)
    return refuse({ status: 404, title: `There is no service ${service} in ${namespace}` })
  const at = slotOf(plannedAt) - settledMs
  const versions = [...groupBy(config.index.workloadsOf(known), ({ version }) => version).values()]
  const seconds = sharedSeconds(versions, at)
  const seen =
    seconds === null
      ? { traffic: null, windowSeconds: 0 }
      : await readSplitTraffic(
          { at, namespaces: [namespace], windowSeconds: seconds, latencyOf: [] },
          signal,
        )
  const candidate = candidateOf(known, splitWorld(config, seen.traffic, seen.windowSeconds), at)
  if (candidate === null)
    return refuse({
      status: 409,
      title: 'There is nothing to split',
      detail: 'The service has only one version, or a route splits it already.',
    })
  const { allowed, reason } = candidate.creatable
  if (!allowed)
    return refuse({ status: 400, title: 'No split can be created here', detail: reason ?? '' })
  const name = { namespace, name: service }
  const find = (kind: 'destinationRules' | 'virtualServices') =>
    findObject(person.send, kinds[kind], name, signal)
  const [rule, route] = await Promise.all([find('destinationRules'), find('virtualServices')])
  if (route !== null)
    return refuse({
      status: 409,
      title: `There is a VirtualService ${service} already`,
      detail: 'It does not route this service. Give it another name first.',
    })
  const existing = config.index.rulesOf(name).filter((one) => one.namespace === namespace)
  const subsets = proposeSubsets(candidate, existing)
  const steps = [
    subsetsStep(proposeDestinationRule(known, subsets), subsets, rule, existing),
    toStep(proposeVirtualService(known, candidate.protocol, subsets), 'create'),
  ]
  const written = steps.map(({ action, proposed, patch }) => [action, proposed, patch])
  return done({
    may: await mayCreate(viewer, namespace, steps),
    ...{ plannedAt, planHash: planHash([plannedAt, written]), steps, subsets, candidate },
    ground: weightsGround(seconds, {
      isAnswered: seen.traffic !== null,
      isObserved: candidate.weightsFrom === 'observed',
    }),
  })
}

const toStep = (
  proposed: ProposedObject,
  action: CreationStep['action'],
  existing: FoundObject | null = null,
  patch: PatchOperation[] = [],
): CreationStep => ({
  kind: proposed.kind,
  ...proposed.metadata,
  action,
  proposed,
  existing,
  patch,
})

/** Subsets that are there stay; those that are missing are added to the rule of that name. */
function subsetsStep(
  proposed: ProposedObject,
  subsets: readonly ProposedSubset[],
  rule: FoundObject | null,
  existing: readonly { subsets: readonly { name: string }[] }[],
): CreationStep {
  const names = new Set(existing.flatMap((one) => one.subsets.map(({ name }) => name)))
  const missing = subsets.filter(({ name }) => !names.has(name))
  if (missing.length === 0) return toStep(proposed, 'present', rule)
  if (rule === null) return toStep(proposed, 'create')
  const { uid, generation } = rule.object.metadata
  const hasList = names.size > 0
  const patch: PatchOperation[] = [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'test', path: '/metadata/generation', value: generation },
    ...(hasList
      ? missing.map((subset) => ({
          op: 'add' as const,
          path: '/spec/subsets/-',
          value: toSubset(subset),
        }))
      : [{ op: 'add' as const, path: '/spec/subsets', value: missing.map(toSubset) }]),
  ]
  return toStep(proposed, 'add-subsets', rule, patch)
}

export async function tellCreation(
  draft: CreationDraft,
  context: WriteContext,
): Promise<CreatePlan> {
  const steps = await Promise.all(draft.steps.map((step) => tellStep(step, context)))
  const refused = steps.find(({ dryRun }) => dryRun.verdict === 'refused')
  return {
    planHash: draft.planHash,
    plannedAt: draft.plannedAt,
    steps,
    weights: draft.subsets.map(({ version, name, weight }) => ({
      version,
      subset: name,
      weight,
      from: draft.candidate.weightsFrom,
    })),
    weightsGround: draft.ground,
    findings: [],
    applicable:
      refused && draft.may.allowed ? { allowed: false, reason: refused.dryRun.message } : draft.may,
  }
}

async function tellStep(
  step: CreationStep,
  { person, signal }: WriteContext,
): Promise<CreatePlan['steps'][number]> {
  const { kind, namespace, name, action, proposed, existing, patch } = step
  const told = { kind, namespace, name, action, yaml: yamlOf(proposed) }
  const asking = { person, signal }
  if (action === 'present' || (action === 'add-subsets' && !existing))
    return {
      ...told,
      kubectl: '',
      dryRun: { verdict: 'not-asked', message: null, warnings: [], webhooks: null },
    }
  if (existing)
    return {
      ...told,
      kubectl: kubectlPatch(existing.object, patch),
      dryRun: await dryRunPatch(existing, patch, asking),
    }
  const path = collectionPath(kinds[kindOf[kind]].paths[0], namespace)
  return {
    ...told,
    kubectl: `kubectl create --filename - <<< ${quoted(yamlOf(proposed))}`,
    dryRun: await dryRunCreate({ path, namespace, labels: {} }, proposed, asking),
  }
}

const kindOf = { DestinationRule: 'destinationRules', VirtualService: 'virtualServices' } as const

/** Writes one step, for good or to see whether it would be taken. */
export function writeStep(
  { kind, namespace, action, proposed, existing, patch }: CreationStep,
  send: WriteContext['person']['send'],
  mode: WriteMode,
): Promise<WriteOutcome> {
  if (action === 'add-subsets' && existing) return patchObject(send, existing.path, patch, mode)
  const path = collectionPath(kinds[kindOf[kind]].paths[0], namespace)
  return createObject(send, path, proposed, mode)
}

export const pathOf = ({
  kind,
  namespace,
  name,
}: Pick<CreationStep, 'kind' | 'namespace' | 'name'>) =>
  objectPath(kinds[kindOf[kind]].paths[0], { namespace, name })

export const findStep = (
  { kind, namespace, name }: Pick<CreationStep, 'kind' | 'namespace' | 'name'>,
  send: WriteContext['person']['send'],
  signal: AbortSignal,
) => findObject(send, kinds[kindOf[kind]], { namespace, name }, signal)
