import 'server-only'
import { setImmediate as immediate } from 'node:timers/promises'
import { createTwoFilesPatch } from 'diff'
import type { SplitPlan } from '../../api/split-changes'
import type { Finding } from '../../domain/finding'
import {
  impactOf,
  isOverload,
  movements,
  type RouteImpact,
} from '../../domain/traffic-split/impact'
import { observe } from '../../domain/traffic-split/read-split'
import { countedBy, splitWorld } from '../../domain/traffic-split/world'
import { formatRate } from '../../format/rate'
import type { Person } from '../../identity/person'
import { slotOf } from '../flights'
import { dryRunPatch } from '../writes/dry-run'
import { kubectlPatch } from '../writes/kubectl'
import { toYaml } from '../writes/yaml'
import { readMostPerPod } from './most-per-pod'
import { afterDraft, type Draft } from './plan-split'
import { scopeOf } from './read-split'
import type { FoundSplit } from './split-object'
import { readSplitTraffic } from './split-traffic'

/** Seconds that a plan looks back to say what would move. */
const windowSeconds = 300

export type Telling = { person: Person; signal: AbortSignal }

/** All that a person wants to see before a draft is written; none of it decides what is written. */
export async function tellPlan(
  found: FoundSplit,
  draft: Draft,
  telling: Telling,
): Promise<SplitPlan> {
  const [impact, dryRun, diff] = await Promise.all([
    readImpact(found, draft, telling.signal),
    dryRunPatch(found, draft.patch, telling),
    // A large object is long to write down: that is done while the others are waited for.
    immediate().then(() => diffOf(found, draft)),
  ])
  const refused = dryRun.verdict === 'refused' && draft.applicable.allowed
  return {
    planHash: draft.planHash,
    plannedAt: draft.wish.plannedAt,
    uid: found.object.metadata.uid,
    generation: found.object.metadata.generation,
    patch: draft.patch,
    diff,
    impact: { window: windowSeconds, sentences: impact.flatMap(toSentences), routes: impact },
    findings: [...draft.findings, ...impact.flatMap((one) => overloads(found, one))],
    dryRun,
    kubectl: kubectlPatch(found.object, draft.patch),
    applicable: refused ? { allowed: false, reason: dryRun.message } : draft.applicable,
  }
}

function diffOf(found: FoundSplit, draft: Draft): string {
  const [before, after] = [toYaml(found.object), toYaml(afterDraft(found, draft))]
  return createTwoFilesPatch('now', 'after', before, after, undefined, undefined, { context: 4 })
}

async function readImpact(
  { route }: FoundSplit,
  { rules, record, config }: Draft,
  signal: AbortSignal,
): Promise<RouteImpact[]> {
  const at = slotOf(undefined)
  const planned = rules.filter(({ planned }) => planned !== null)
  const workloads = planned.flatMap(({ resolved }) =>
    resolved.flatMap((one) => one.workloads ?? []),
  )
  const [{ traffic, ...read }, mostPerPod] = await Promise.all([
    readSplitTraffic({ at, windowSeconds, ...scopeOf(route, config), latencyOf: [] }, signal),
    readMostPerPod(workloads, at, signal),
  ])
  const world = splitWorld(config, traffic, read.windowSeconds)
  return record.change.routes.flatMap(({ route: path, after }) => {
    const rule = planned.find((one) => one.route === path)
    if (!rule) return []
    const observed = observe(route, rule, rules, world)
    return [
      impactOf(rule, { kind: route.kind, after, counted: countedBy(rule) }, observed, mostPerPod),
    ]
  })
}

function toSentences({ perSecond, counted, absent, destinations }: RouteImpact): string[] {
  const moved = movements(
    destinations.map(({ shareBefore }) => shareBefore),
    destinations.map(({ shareAfter }) => shareAfter),
  )
  const name = (at: number) => destinations[at]?.subset ?? destinations[at]?.host ?? ''
  if (perSecond === null) return absent ? [absent.sentence] : []
  return moved.map(
    ({ from, to, share }) =>
      `About ${formatRate(perSecond * share)} ${counted} move from ${name(from)} to ${name(to)}.`,
  )
}

const overloads = ({ object, route }: FoundSplit, impact: RouteImpact): Finding[] =>
  impact.destinations.filter(isOverload).map((one) => ({
    code: 'pod-load',
    severity: 'warning',
    gate: 'inform',
    title: `Each pod of ${one.subset ?? one.host} would carry more than twice what it ever did in the last day`,
    detail: `${formatRate(one.perPodAfter ?? 0)} for each ready pod; the most that one carried was ${formatRate(one.mostPerPod ?? 0)}. Scale it first, or move in steps.`,
    evidence: [
      {
        kind: route.kind,
        namespace: object.metadata.namespace,
        name: object.metadata.name,
        path: impact.route,
      },
    ],
  }))
