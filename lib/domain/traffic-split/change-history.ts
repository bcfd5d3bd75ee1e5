import type { ChangeRecord } from '../change-record'
import type { ConfigObject } from '../istio-config/config-object'
import {
  type ChangedRoute,
  destinationNames,
  type WeightsChange,
  writtenWeights,
} from './plan-patch'
import type { ChangedBack, Permission, Weights } from './split'

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

/** Newest first. `document` is the object as it is now. */
export function historyOf(records: readonly WeightsRecord[], document: unknown): HistoryEntry[] {
  return records
    .map(({ change, ...record }, at) => ({
      ...record,
      acknowledged: [...record.acknowledged],
      routes: change.routes,
      gapBefore: change.routes.some(
        ({ route, before }) => !followsOn(records.slice(0, at), route, before),
      ),
      revertible: revertible(change, document),
    }))
    .reverse()
}

/** The newest earlier record of that route left what this one found. */
function followsOn(earlier: readonly WeightsRecord[], route: string, before: Weights): boolean {
  const last = earlier.flatMap(({ change }) => change.routes).findLast((one) => one.route === route)
  return last === undefined || isSame(last.after, before)
}

/** A record can be taken back while the weights are as it left them. */
export function revertible({ routes }: WeightsChange, document: unknown): Permission {
  const shifted = routes.filter((one) => isShifted(one, document))
  if (shifted.length > 0)
    return {
      allowed: false,
      reason: `${shifted.map(({ route }) => route).join(', ')} leads elsewhere now: somebody has put another route there. Move the weights by hand.`,
    }
  const moved = routes.filter(({ route, after }) => !isSame(after, writtenWeights(document, route)))
  if (moved.length === 0) return { allowed: true, reason: null }
  const where = moved.map(({ route }) => route).join(', ')
  return {
    allowed: false,
    reason: `The weights of ${where} have been changed since. Move them from where they are now.`,
  }
}

/** Another rule stands where the changed one stood. Old records do not say where it led. */
export const isShifted = ({ route, to }: ChangedRoute, document: unknown): boolean =>
  to.length > 0 && to.join(' ') !== destinationNames(document, route).join(' ')

/**
 * Whether the weights are still as the newest record left them. Who changed them is told as
 * Kubernetes tells it: the manager that owns these rules, and when it last wrote.
 */
export function changedBack(
  records: readonly WeightsRecord[],
  { managers }: Pick<ConfigObject, 'managers'>,
  document: unknown,
): ChangedBack | null {
  const newest = records.at(-1)
  if (!newest) return null
  const routes = newest.change.routes
    .map((one) => ({
      route: one.route,
      recorded: one.after,
      now: isShifted(one, document) ? null : writtenWeights(document, one.route),
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
