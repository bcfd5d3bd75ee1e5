import 'server-only'
import { revertible, type WeightsRecord } from '../../domain/traffic-split/change-history'
import { isShifted } from '../../domain/traffic-split/changed-rule'
import type { WeightChange } from '../../domain/traffic-split/plan-patch'
import { effectiveWeights, rulesOf } from '../../domain/traffic-split/rule'
import { done, refuse, type WriteResult } from '../writer'
import { weightsRecords } from './change-records'
import type { Asked } from './plan-split'
import { sayConflict } from './split-conflict'
import type { FoundSplit } from './split-object'

/** `instead` says why this is not the very taking back that was asked for, but a change of its own. */
export type TakenBack = { asked: Asked; instead: string | null }

/**
 * What takes a change back: the exact weights from before it, absent ones included. Where they have
 * been moved since, it goes to the same shares from where they are now.
 */
export function takeBack({ object, route }: FoundSplit, changeId: string): WriteResult<TakenBack> {
  const record = weightsRecords(object.metadata.annotations).find(({ id }) => id === changeId)
  if (!record)
    return refuse({
      status: 404,
      title: 'The object does not remember this change',
      detail: 'It keeps the last ten. Move the weights by hand.',
    })
  const rules = rulesOf(route)
  const { allowed, reason } = revertible(record.change, rules)
  if (record.change.routes.some((one) => isShifted(one, rules)))
    return sayConflict({ code: 'shape-changed', detail: reason ?? '' }, null)
  const changes = toBefore(record)
  if (allowed) return done({ asked: { changes, reason: null, reverts: record.id }, instead: null })
  const written = changes.map(({ route: path, weights }) => ({
    route: path,
    weights: effectiveWeights(weights, route.kind),
  }))
  return done({ asked: { changes: written, reason: null, reverts: null }, instead: reason })
}

const toBefore = ({ change }: WeightsRecord): WeightChange[] =>
  change.routes.map(({ route, before }) => ({ route, weights: before }))
