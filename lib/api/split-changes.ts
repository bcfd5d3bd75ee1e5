import { z } from 'zod'
import { absenceReasons } from '../domain/traffic-split/split'
import { changeId, dryRun, patchOperation, planHash, plannedAt, reason } from './change'
import { problem } from './envelope'
import { finding } from './finding'
import { permission, perSecond, ratio, weight } from './splits'

const uid = z.string().min(1).max(64)
export const acknowledged = z
  .array(z.string().max(64))
  .max(32)
  .default([])
  .describe('Codes of the findings that the person has acknowledged')

/** As it was read: the same member of the route in the reply of GET. */
const seenRule = z.object({
  name: z.string().max(256).nullable(),
  match: z.string().max(65_536),
  destinations: z
    .array(
      z.object({
        host: z.string().max(256),
        subset: z.string().max(256).nullable(),
        port: z.number().int().nullable(),
      }),
    )
    .max(512),
})

const changes = z
  .array(
    z.object({
      route: z.string().regex(/^\/spec\/(http|tcp|tls|rules)\/\d{1,3}$/),
      weights: z.array(weight).min(2).max(512),
      seen: seenRule
        .optional()
        .describe('What the person looked at: refused where another rule stands there now'),
    }),
  )
  .min(1)
  .max(64)

export const planSplitBody = z.object({
  uid,
  generation: z.number().int().nonnegative(),
  changes,
  reason,
})
export type PlanSplitBody = z.infer<typeof planSplitBody>

export const applySplitBody = planSplitBody.extend({ planHash, plannedAt, acknowledged })
export type ApplySplitBody = z.infer<typeof applySplitBody>

export const planRevertBody = z.object({ changeId })
export type PlanRevertBody = z.infer<typeof planRevertBody>
export const applyRevertBody = z.object({ changeId, planHash, plannedAt, acknowledged })
export type ApplyRevertBody = z.infer<typeof applyRevertBody>

const impact = z.object({
  window: z.number().int().positive().describe('Seconds that the rates are averaged over'),
  sentences: z.array(z.string()).describe('“about 12.5 requests/s move from v1 to v2”'),
  routes: z.array(
    z.object({
      route: z.string(),
      counted: z.enum(['requests', 'connections']),
      perSecond: perSecond.nullable().describe('What the route carries; null says why in `absent`'),
      absent: z.object({ reason: z.enum(absenceReasons), sentence: z.string() }).nullable(),
      destinations: z.array(
        z.object({
          host: z.string(),
          subset: z.string().nullable(),
          weightBefore: weight.nullable(),
          weightAfter: weight.nullable(),
          shareBefore: ratio,
          shareAfter: ratio,
          perSecondBefore: perSecond.nullable(),
          perSecondAfter: perSecond.nullable(),
          readyPods: z.number().int().nullable().describe('Pods that are ready to serve it'),
          perPodBefore: perSecond.nullable(),
          perPodAfter: perSecond.nullable(),
          mostPerPod: perSecond
            .nullable()
            .describe('The most that one pod carried in the last day'),
        }),
      ),
    }),
  ),
})

const plan = z.object({
  planHash,
  plannedAt,
  uid,
  generation: z.number().int().describe('That the plan was made for'),
  patch: z.array(patchOperation),
  diff: z.string().describe('Unified diff of the object’s YAML'),
  impact,
  findings: z.array(finding),
  dryRun,
  kubectl: z.string().describe('The same patch as a command line'),
  applicable: permission.describe('Whether it may be applied once its findings are acknowledged'),
})
export type SplitPlan = z.infer<typeof plan>

export const planSplitReply = z.object({ data: plan })
export type PlanSplitReply = z.infer<typeof planSplitReply>

export const applySplitReply = z.object({
  data: z.object({
    generation: z.number().int().describe('Of the object after the change'),
    changeId: z.string(),
    confirmedBy: z
      .enum(['answer', 'reading'])
      .describe('`reading`: the answer was lost, and the object was read again'),
  }),
})
export type ApplySplitReply = z.infer<typeof applySplitReply>

/** Why a write was refused. With status 409 the new plan stands beside it. */
export const splitConflictCodes = [
  'moved',
  'plan-differs',
  'plan-expired',
  'acknowledgement-missing',
  'blocked',
  'refused-by-server',
  'recreated',
  'deleted',
  'shape-changed',
  'shifted',
  'answer-lost',
  'outcome-unknown',
] as const

export const conflictOn = <Plan extends z.ZodType>(plan: Plan) =>
  problem.extend({
    code: z.enum(splitConflictCodes),
    moved: z
      .array(z.object({ what: z.string(), before: z.string(), now: z.string() }))
      .describe('What has moved since the person looked, where that is known'),
    missing: z.array(z.string()).describe('Codes of the findings that want an acknowledgement'),
    plan: plan
      .nullable()
      .describe('null where none can be made: the object is gone, or not what it was'),
  })

/** The body of a 409, `application/problem+json`. */
export const splitConflict = conflictOn(plan)
export type SplitConflict = z.infer<typeof splitConflict>
