import { z } from 'zod'
import { dryRun, planHash, plannedAt, reason } from './change'
import { finding } from './finding'
import { acknowledged, conflictOn } from './split-changes'
import { objectName, permission, weight } from './splits'

const createTarget = { namespace: z.string().min(1).max(63), service: z.string().min(1).max(63) }
export const planCreateBody = z.object(createTarget)
export type PlanCreateBody = z.infer<typeof planCreateBody>
export const applyCreateBody = z.object({
  ...createTarget,
  planHash,
  plannedAt,
  acknowledged,
  reason,
})
export type ApplyCreateBody = z.infer<typeof applyCreateBody>

const createStep = objectName.extend({
  kind: z.enum(['DestinationRule', 'VirtualService']),
  action: z.enum(['create', 'add-subsets', 'present']),
  yaml: z.string(),
  kubectl: z.string(),
  dryRun,
})

const lookedBack = z
  .number()
  .int()
  .describe('How far was looked back: while all versions had a ready pod, at most 300 seconds')
const weightsGround = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('seen'), seconds: lookedBack }),
    z.object({ kind: z.literal('too-little-traffic'), seconds: lookedBack }),
    z.object({ kind: z.literal('not-shared-long-enough') }),
    z.object({ kind: z.literal('metrics-missing') }),
  ])
  .describe('What the weights rest on, and where that is not traffic, why')

const createPlan = z.object({
  planHash,
  plannedAt,
  steps: z.array(createStep).describe('In the order in which they are applied'),
  weights: z.array(
    z.object({
      version: z.string(),
      subset: z.string(),
      weight,
      from: z.enum(['observed', 'ready-pods', 'even']),
    }),
  ),
  weightsGround,
  findings: z.array(finding),
  applicable: permission,
})
export type CreatePlan = z.infer<typeof createPlan>

export const planCreateReply = z.object({ data: createPlan })
export type PlanCreateReply = z.infer<typeof planCreateReply>

export const createConflict = conflictOn(createPlan)
export type CreateConflict = z.infer<typeof createConflict>

const createdObject = objectName.extend({
  kind: z.enum(['DestinationRule', 'VirtualService']),
  uid: z.string(),
})
export const applyCreateReply = z.object({
  data: z.object({
    done: z.array(createdObject),
    /** Half done: what is missing can be planned again, and what is there taken back. */
    failed: objectName
      .extend({ kind: z.enum(['DestinationRule', 'VirtualService']), message: z.string() })
      .nullable(),
  }),
})
export type ApplyCreateReply = z.infer<typeof applyCreateReply>

/** Takes back what `create` made, as long as nothing else uses it. */
export const undoCreateBody = z.object({
  ...createTarget,
  objects: z.array(createdObject).min(1).max(2),
})
export type UndoCreateBody = z.infer<typeof undoCreateBody>
export const undoCreateReply = z.object({ data: z.object({ deleted: z.array(createdObject) }) })
export type UndoCreateReply = z.infer<typeof undoCreateReply>
