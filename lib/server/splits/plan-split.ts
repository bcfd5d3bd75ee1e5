import 'server-only'
import { createHash } from 'node:crypto'
import { isRecordTooLarge } from '../../domain/change-record'
import type { Finding } from '../../domain/finding'
import { canonicalJson, type PatchOperation, withPatch } from '../../domain/json-patch'
import { detectOwner } from '../../domain/owner/detect-owner'
import type { Permission } from '../../domain/permission'
import type { WeightsRecord } from '../../domain/traffic-split/change-history'
import { recordedRule, type WeightsChange } from '../../domain/traffic-split/changed-rule'
import type { CheckedRule } from '../../domain/traffic-split/checks/check'
import { runChecks } from '../../domain/traffic-split/checks/run-checks'
import { planPatch, type WeightChange, writtenWeights } from '../../domain/traffic-split/plan-patch'
import { type Rule, rulesOf, sharesOf } from '../../domain/traffic-split/rule'
import { placeOf, type RuleIdentity } from '../../domain/traffic-split/same-rule'
import { objectionToWeights } from '../../domain/traffic-split/weight-rules'
import { resolveRules, type SplitConfig } from '../../domain/traffic-split/world'
import { applicable, planHash, toAcknowledge } from '../writes/write-plan'
import { weightsRecords } from './change-records'
import type { FoundSplit } from './split-object'

/** What a person wants of an object: new weights, or an earlier change taken back. */
export type Wish = {
  changes: readonly AskedChange[]
  reason: string | null
  reverts: string | null
  user: string
  /** Epoch ms: part of the record, and so of the patch. */
  plannedAt: number
}

/** `seen` is the rule as the person looked at it; a change that is taken back names it in its record. */
export type AskedChange = WeightChange & { seen?: RuleIdentity | undefined }

/** A plan as far as it decides what is written. The rest is told beside it. */
export type Draft = {
  wish: Wish
  patch: PatchOperation[]
  planHash: string
  findings: Finding[]
  record: WeightsRecord
  rules: readonly CheckedRule[]
  config: SplitConfig
  may: Permission
  applicable: Permission
}

/** What is asked of an object, whoever asks and when. */
export type Asked = Pick<Wish, 'changes' | 'reason' | 'reverts'>

export type Drafted =
  | { kind: 'drafted'; draft: Draft }
  /** The object has no such rule any more, or another number of destinations in it. */
  | { kind: 'shape-changed'; detail: string }
  /** Somebody has put another rule where the person saw this one. */
  | { kind: 'shifted'; detail: string }
  | { kind: 'refused'; detail: string }

/**
 * The patch for a wish, from the object as it is now. The same object and the same wish come to the
 * same patch wherever and whenever it is made.
 */
export function draftSplit(
  { object, route }: FoundSplit,
  wish: Wish,
  { config, may }: { config: SplitConfig; may: Permission },
): Drafted {
  const { kind } = route
  const shifted = shiftedRule(route, wish.changes)
  if (shifted) return { kind: 'shifted', detail: shifted }
  for (const { route: path, weights } of wish.changes) {
    const written = writtenWeights(object, path)
    if (written === null)
      return { kind: 'shape-changed', detail: `There is no route at ${path} any more.` }
    if (written.length !== weights.length)
      return {
        kind: 'shape-changed',
        detail: `The route at ${path} has ${written.length} destinations now.`,
      }
    const objection = objectionToWeights(weights, { kind, destinations: written.length })
    if (objection) return { kind: 'refused', detail: objection }
  }
  const change = toChange(object, rulesOf(route), wish.changes)
  if (change.routes.length === 0)
    return { kind: 'refused', detail: 'These are the weights that it has already.' }
  const rules = plannedRules(route, wish.changes, config)
  const owner = detectOwner(route, config.index.facts)
  const findings = runChecks({ route, rules, owner, ...config })
  const record = toRecord(object.metadata.uid, wish, change, findings)
  if (isRecordTooLarge(record))
    return {
      kind: 'refused',
      detail: 'Too many routes are changed at once. Change some of them first.',
    }
  const raw = { ...object, kind }
  const records = weightsRecords(object.metadata.annotations)
  const patch = planPatch(
    raw,
    change.routes.map(({ route, after }) => ({ route, weights: after })),
    {
      records,
      next: record,
    },
  )
  return {
    kind: 'drafted',
    draft: {
      wish,
      patch,
      planHash: planHash(patch),
      findings,
      record,
      rules,
      config,
      may,
      applicable: applicable(findings, may),
    },
  }
}

/** In words, where one of the rules is not the one that the person looked at. */
function shiftedRule(route: FoundSplit['route'], changes: Wish['changes']): string | null {
  const rules = rulesOf(route)
  for (const { route: place, seen } of changes) {
    if (!seen || !rules.some((rule) => rule.route === place)) continue
    const now = placeOf(place, seen, rules)
    if (now === null)
      return `Another route stands at ${place} than the one that you looked at. Nothing was written.`
    if (now !== place)
      return `Somebody has put another route at ${place}; yours is at ${now} now. Nothing was written: your weights are kept, and can go on from there.`
  }
  return null
}

/** Only what is moved; each rule once, in the order of the object. */
function toChange(
  object: unknown,
  rules: readonly Rule[],
  changes: readonly WeightChange[],
): WeightsChange {
  const wanted = new Map(changes.map(({ route, weights }) => [route, weights]))
  const routes = [...wanted]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([route, after]) => {
      const before = writtenWeights(object, route) ?? []
      const isMoved = after.some((weight, at) => weight !== before[at])
      const rule = rules.find((one) => one.route === route)
      return isMoved && rule ? [{ ...recordedRule(rule), before, after }] : []
    })
  return { routes }
}

function toRecord(
  uid: string,
  { plannedAt, user, reason, reverts }: Wish,
  change: WeightsChange,
  findings: readonly Finding[],
): WeightsRecord {
  const seed = canonicalJson([uid, plannedAt, user, change])
  const id = createHash('sha256').update(seed).digest('hex').slice(0, 12)
  // What is applied has been acknowledged, all of it: nothing else is let through.
  return { id, at: plannedAt, user, reason, acknowledged: toAcknowledge(findings), reverts, change }
}

const plannedRules = (
  route: FoundSplit['route'],
  changes: readonly WeightChange[],
  { destinations }: SplitConfig,
): CheckedRule[] =>
  resolveRules(route, destinations).map((rule) => {
    const planned = changes.find((one) => one.route === rule.route)?.weights ?? null
    return {
      ...rule,
      planned,
      sharesAfter: planned === null ? rule.shares : sharesOf(planned, route.kind),
    }
  })

/** The object as the draft would leave it. */
export const afterDraft = ({ object }: FoundSplit, { patch }: Draft) => withPatch(object, patch)
