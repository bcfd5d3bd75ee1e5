import type { ChangeRecord } from '../change-record'
import type { ConfigObject } from '../istio-config/config-object'
import type { Permission } from '../permission'
import { isShifted, type WeightsChange, weightsAt } from './changed-rule'
import type { Rule } from './rule'
import type { ChangedBack, Weights } from './split'

export type WeightsRecord = ChangeRecord<WeightsChange>

export type HistoryEntry = Omit<WeightsRecord, 'change' | 'acknowledged'> &
  WeightsChange & {
    acknowledged: string[]
    /** Somebody else changed the weights between the change before and this one. */
    gapBefore: boolean
    revertible: Permission
  }

const isSame = (a: Readonly<Weights>, b: Readonly<Weights> | null) =>
  b !== null && a.length === b.length && a.every((weight, at) => weight === b[at])

/** Newest first, for the rules as they are now. */
export function historyOf(
  records: readonly WeightsRecord[],
  rules: readonly Rule[],
): HistoryEntry[] {
  return records
    .map(({ change, ...record }, at) => ({
      ...record,
      acknowledged: [...record.acknowledged],
      routes: change.routes,
      gapBefore: change.routes.some(
        ({ route, before }) => !followsOn(records.slice(0, at), route, before),
      ),
      revertible: revertible(change, rules),
    }))
    .reverse()
}

/** The newest earlier record of that route left what this one found. */
function followsOn(earlier: readonly WeightsRecord[], route: string, before: Weights): boolean {
  const last = earlier.flatMap(({ change }) => change.routes).findLast((one) => one.route === route)
  return last === undefined || isSame(last.after, before)
}

/** A record can be taken back while the weights are as it left them. */
export function revertible({ routes }: WeightsChange, rules: readonly Rule[]): Permission {
  const shifted = routes.filter((one) => isShifted(one, rules))
  if (shifted.length > 0)
    return {
      allowed: false,
      reason: `${shifted.map(({ route }) => route).join(', ')} is another route now: somebody has put it there. Move the weights by hand.`,
    }
  const moved = routes.filter(({ route, after }) => !isSame(after, weightsAt(route, rules)))
  if (moved.length === 0) return { allowed: true, reason: null }
  const where = moved.map(({ route }) => route).join(', ')
  return {
    allowed: false,
    reason: `The weights of ${where} have been changed since. Move them from where they are now.`,
  }
}

/**
 * Whether the weights are still as the newest record left them. Who changed them is told as
 * Kubernetes tells it: the manager that owns these rules, and when it last wrote.
 */
export function changedBack(
  records: readonly WeightsRecord[],
  { managers }: Pick<ConfigObject, 'managers'>,
  rules: readonly Rule[],
): ChangedBack | null {
  const newest = records.at(-1)
  if (!newest) return null
  const routes = newest.change.routes
    .map((one) => ({
      route: one.route,
      recorded: one.after,
      now: isShifted(one, rules) ? null : weightsAt(one.route, rules),
    }))
    .filter(({ recorded, now }) => !isSame(recorded, now))
  if (routes.length === 0) return null
  const members = new Set(routes.map(({ route }) => route.split('/')[2] ?? ''))
  const writer = managers
    .filter(({ spec }) => spec.some((member) => members.has(member)))
    .sort((a, b) => (b.time ?? 0) - (a.time ?? 0))[0]
  return {
    changeId: newest.id,
    routes,
    manager: writer?.manager ?? null,
    at: writer?.time ?? null,
  }
}
