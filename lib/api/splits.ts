import { z } from 'zod'
import { ownerKinds } from '../domain/traffic-split/owner'
import {
  absenceReasons,
  outsideReasons,
  routeKinds,
  routeProtocols,
} from '../domain/traffic-split/split'
import { problem, reply } from './envelope'
import { finding } from './finding'
import { moment, namespaceList, rateWindow } from './search'

/** What a route may be found by: `/splits/{namespace}/{kind}/{name}`. */
export const splitParams = z.object({
  namespace: z.string().min(1).max(63),
  kind: z.enum(routeKinds),
  name: z.string().min(1).max(253),
})
export type SplitParams = z.infer<typeof splitParams>

export const splitsSearch = z.object({
  namespaces: namespaceList,
  window: rateWindow,
  at: moment,
})
export type SplitsSearch = z.infer<typeof splitsSearch>

export const splitSearch = z.object({ window: rateWindow, at: moment })
export type SplitSearch = z.infer<typeof splitSearch>

const perSecond = z.number().nonnegative().describe('Per second, averaged over the window')
const ratio = z.number().min(0).max(1).describe('From 0 to 1')
const p95 = z.number().nullable().describe('Milliseconds; null when the buckets cannot tell')
const epochMs = z.number().int().describe('Epoch milliseconds')
const objectName = z.object({ namespace: z.string(), name: z.string() })
const permission = z.object({ allowed: z.boolean(), reason: z.string().nullable() })

/** As written. int32, as Kubernetes has it; the sum is an int32 too. */
const weight = z
  .number()
  .int()
  .min(0)
  .max(2_147_483_647)
  .describe('As written; its share is of the route’s sum')
const weights = z.array(weight.nullable().describe('null where no weight is written'))

const owner = z.object({
  kind: z.enum(ownerKinds),
  title: z.string(),
  detail: z.string(),
  object: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }).nullable(),
  evidence: z.enum(['certain', 'likely']),
  policy: z.enum(['edit', 'commit', 'read-only']),
})

const destination = z.object({
  host: z.string(),
  subset: z.string().nullable(),
  port: z.number().int().nullable().describe('Of the service, where one is named'),
  weight: weight.nullable(),
  share: ratio,
  readyPods: z.number().int().nullable().describe('Pods that are ready to serve it'),
  workloads: z.array(objectName),
  observed: z
    .object({
      requestsPerSecond: perSecond,
      share: ratio,
      shareInterval: z.tuple([ratio, ratio]).describe('95 % Wilson interval'),
      errorRatio: ratio.nullable(),
      p95Ms: p95,
    })
    .nullable()
    .describe('Connections instead of requests for TCP; null says why in the route’s `observed`'),
  outside: z
    .object({
      requestsPerSecond: perSecond,
      callers: z.array(
        z.object({
          source: objectName.nullable(),
          reason: z.enum(outsideReasons),
          requestsPerSecond: perSecond,
        }),
      ),
    })
    .nullable()
    .describe('What reaches it from callers that the route does not govern'),
})

const lost = z.object({
  perSecond,
  share: ratio,
  flags: z.array(z.object({ flags: z.string(), perSecond })),
})

const route = z.object({
  route: z.string().describe('JSON pointer of the rule in its object'),
  protocol: z.enum(routeProtocols),
  name: z.string().nullable(),
  match: z.string(),
  destinations: z.array(destination),
  observed: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('observed'),
      counted: z.enum(['requests', 'connections']),
      perSecond,
      count: z.number().nonnegative().describe('About how many were seen in the window'),
      enough: z.boolean(),
      lost: lost.nullable(),
    }),
    z.object({ kind: z.literal('absent'), reason: z.enum(absenceReasons), sentence: z.string() }),
  ]),
})

const mixture = objectName.extend({
  versions: z.array(
    z.object({
      version: z.string(),
      workloads: z.array(objectName),
      requestsPerSecond: perSecond,
      share: ratio,
      errorRatio: ratio.nullable(),
      p95Ms: p95,
    }),
  ),
})

const changedBack = z.object({
  changeId: z.string(),
  routes: z.array(z.object({ route: z.string(), recorded: weights, now: weights.nullable() })),
  manager: z.string().nullable(),
  at: epochMs.nullable(),
})

const split = z.object({
  id: z.string(),
  namespace: z.string(),
  kind: z.enum(routeKinds),
  name: z.string(),
  hosts: z.array(z.string()),
  gateways: z.array(z.string()),
  roots: z.array(objectName),
  delegates: z.array(objectName),
  owner: owner.nullable(),
  editable: permission,
  findings: z.array(finding),
  changedBack: changedBack.nullable(),
  uid: z.string(),
  generation: z.number().int().describe('Kubernetes counts it up with every change of the spec'),
  routes: z.array(route),
  services: z.array(mixture),
})

export const splitsReply = reply(z.array(split))
export type SplitsReply = z.infer<typeof splitsReply>

/** A service with several versions and no route that splits it: what `create` begins with. */
const candidate = objectName.extend({
  protocol: z.enum(['http', 'tcp']),
  versions: mixture.shape.versions.element
    .pick({ version: true, workloads: true })
    .extend({
      readyPods: z.number().int().describe('Pods that are ready'),
      share: ratio
        .nullable()
        .describe('Of what was seen; null where nothing was, or nobody can tell'),
      weight: weight.describe('What a new route would begin with, so that creating moves nothing'),
    })
    .array(),
  creatable: permission,
})
export const splitCandidatesReply = reply(z.array(candidate))
export type SplitCandidatesReply = z.infer<typeof splitCandidatesReply>

/** A change made through Binnacle. Changes made otherwise are gaps between them. */
const change = z.object({
  id: z.string(),
  at: epochMs,
  user: z.string(),
  reason: z.string().nullable(),
  routes: z.array(z.object({ route: z.string(), before: weights, after: weights })),
  acknowledged: z.array(z.string()).describe('Codes of the findings that were acknowledged'),
  reverts: z.string().nullable().describe('The id of the change that it took back'),
  gapBefore: z
    .boolean()
    .describe('Somebody else has changed the weights between the change before and this one'),
  revertible: permission,
})

export const verificationReasons = [
  'old-samples',
  'too-few',
  'no-traffic',
  'not-synced',
  'other-route',
  'long-streams',
  'outside-callers',
  'not-accepted',
  'not-measured',
] as const

const verification = z.object({
  changeId: z.string(),
  changedAt: epochMs,
  countedFrom: epochMs.nullable().describe('First scrape after the change'),
  state: z.enum(['agrees', 'not-yet', 'disagrees', 'changed-back']),
  reasons: z.array(z.object({ code: z.enum(verificationReasons), sentence: z.string() })),
  routes: z.array(
    z.object({
      route: z.string(),
      count: z.number().describe('About how many were seen since `countedFrom`'),
      destinations: z.array(
        z.object({
          configured: ratio,
          observed: ratio.nullable(),
          interval: z.tuple([ratio, ratio]).nullable(),
        }),
      ),
    }),
  ),
})

/** What a Gateway API controller says of the route, parent by parent. */
const parentStatus = z.object({
  parent: z.string(),
  accepted: z.boolean().nullable(),
  resolvedRefs: z.boolean().nullable(),
  current: z.boolean().describe('Whether it speaks of the present generation'),
  messages: z.array(z.string()),
})

export const splitReply = reply(
  split.extend({
    yaml: z.string(),
    history: z
      .array(change)
      .describe('Newest first; an annotation of the object, not an audit trail'),
    verification: verification.nullable().describe('Of the newest change, for an hour after it'),
    parents: z.array(parentStatus),
  }),
)
export type SplitReply = z.infer<typeof splitReply>

// Plans and writes

const uid = z.string().min(1).max(64)
const reason = z
  .string()
  .trim()
  .max(200)
  .optional()
  .describe('Why, for the history and the log; at most 200 characters')
const acknowledged = z
  .array(z.string().max(64))
  .max(32)
  .default([])
  .describe('Codes of the findings that the person has acknowledged')
const planHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the canonical patch')
const plannedAt = epochMs.describe('Epoch milliseconds; a plan holds for 10 minutes')

const changes = z
  .array(
    z.object({
      route: z.string().regex(/^\/spec\/(http|tcp|tls|rules)\/\d{1,3}$/),
      weights: z.array(weight).min(2).max(512),
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

const changeId = z.string().regex(/^[\w-]{1,64}$/)
export const planRevertBody = z.object({ changeId })
export type PlanRevertBody = z.infer<typeof planRevertBody>
export const applyRevertBody = z.object({ changeId, planHash, plannedAt, acknowledged })
export type ApplyRevertBody = z.infer<typeof applyRevertBody>

const patchOperation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('test'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('add'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('remove'), path: z.string() }),
])

/** What the API server says to the very patch, without storing it. */
const dryRun = z.object({
  verdict: z.enum(['accepted', 'refused', 'not-asked']),
  message: z.string().nullable().describe('Why it was refused, in words that may be shown'),
  warnings: z.array(z.string()),
  webhooks: z
    .array(z.string())
    .nullable()
    .describe(
      'Validating webhooks that judged it; empty: only the schema was checked; null: not known',
    ),
})

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
] as const

const conflictOn = <Plan extends z.ZodType>(plan: Plan) =>
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

// Creating a split where there is none

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
