import { z } from 'zod'
import { changeId, dryRun, patchOperation, planHash, plannedAt, reason } from './change'
import { problem, reply } from './envelope'
import { finding, objectReference } from './finding'
import { about, epochMs, mtlsMode, perSecond, workloadPort } from './mtls'
import { owner } from './owner'
import { flag } from './search'

/** What a policy is set to. INHERIT takes the word back (UNSET) and never deletes. */
export const requestedMode = z.enum(['STRICT', 'PERMISSIVE', 'DISABLE', 'INHERIT'])

const target = z.object({
  workload: z.string().min(1).max(253).optional().describe('Absent: the whole namespace'),
  port: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port of the workload (container port); needs a workload'),
  mode: requestedMode,
  reason,
})
const portNeedsWorkload = {
  message: 'a port needs a workload',
  path: ['port'],
}
type Target = { workload?: string | undefined; port?: number | undefined }
const hasWorkload = ({ workload, port }: Target) => port === undefined || workload !== undefined

const acknowledged = z
  .array(z.string().max(600))
  .max(500)
  .default([])
  .describe('Codes that the person has ticked: one for each breaking caller and finding')

export const planMtlsBody = target.refine(hasWorkload, portNeedsWorkload)
export type PlanMtlsBody = z.infer<typeof planMtlsBody>

export const applyMtlsBody = target
  .extend({ planHash, plannedAt, acknowledged })
  .refine(hasWorkload, portNeedsWorkload)
export type ApplyMtlsBody = z.infer<typeof applyMtlsBody>

export const planMtlsRevertBody = z.object({ changeId })
export type PlanMtlsRevertBody = z.infer<typeof planMtlsRevertBody>
export const applyMtlsRevertBody = z.object({ changeId, planHash, plannedAt, acknowledged })
export type ApplyMtlsRevertBody = z.infer<typeof applyMtlsRevertBody>

/** A caller that the change would refuse. Its code is what has to be ticked. */
const breakingCaller = z.object({
  code: z.string(),
  client: z.string().describe('`namespace/name`, or `unknown` for a client without a proxy'),
  candidates: z.array(z.string()).describe('Who an unknown client could be; never a fact'),
  destination: z.string(),
  port: workloadPort.nullable(),
  evidence: z.enum(['observed', 'configuration', 'both']),
  sentence: z.string(),
  requestsPerSecond: perSecond.nullable(),
  count: about.nullable(),
  lastSeenAt: epochMs.nullable(),
  objects: z.array(objectReference),
})

const impact = z.object({
  affected: z
    .array(
      z.object({
        workload: z.string(),
        port: workloadPort.nullable().describe('null: every port that has no word of its own'),
        pods: z.number().int().describe('Pods that are there now'),
        before: mtlsMode,
        after: mtlsMode,
        lookedAt: z.boolean().describe('false: the policy hits it although it was not looked at'),
      }),
    )
    .describe('All whose effective mode changes'),
  breaks: z.array(breakingCaller),
  heals: z.array(z.object({ client: z.string(), destination: z.string(), sentence: z.string() })),
  unknown: z
    .array(z.object({ workload: z.string(), sentence: z.string() }))
    .describe('Nothing was seen within the look-back, so nothing is proven'),
  remainsPlaintext: z
    .array(z.object({ client: z.string(), destination: z.string(), sentence: z.string() }))
    .describe('Calls that stay without encryption after the change'),
  sentences: z.array(z.string()),
  lookBack: z.number().int().describe('Seconds'),
})

const permission = z.object({ allowed: z.boolean(), reason: z.string().nullable() })

export const mtlsPlan = z.object({
  planHash,
  plannedAt,
  action: z.enum(['create', 'patch', 'delete', 'none']),
  object: objectReference,
  patch: z
    .array(patchOperation)
    .describe('Empty when the object is made or deleted; see `diff` for the whole of it'),
  diff: z.string().describe('Unified diff of the object’s YAML'),
  owner: owner
    .nullable()
    .describe('Who keeps the policy as it is; null for nobody known, or a new one'),
  impact,
  findings: z.array(finding),
  dryRun,
  kubectl: z.string().describe('The same change as a command line'),
  applicable: permission.describe('Whether it may be applied once everything is ticked'),
  mustAcknowledge: z.array(z.string()).describe('Every code that has to be ticked'),
})
export type MtlsPlan = z.infer<typeof mtlsPlan>

export const planMtlsReply = z.object({ data: mtlsPlan })
export type PlanMtlsReply = z.infer<typeof planMtlsReply>

export const applyMtlsReply = z.object({
  data: z.object({
    changeId: z.string(),
    object: objectReference,
    generation: z.number().int().nullable().describe('After the change; null: deleted'),
    changedAt: epochMs,
    confirmedBy: z
      .enum(['answer', 'reading'])
      .describe('`reading`: the answer was lost, and the object was read again'),
  }),
})
export type ApplyMtlsReply = z.infer<typeof applyMtlsReply>

/** The body of a 409, `application/problem+json`: why it was refused, and the new plan. */
export const mtlsConflict = problem.extend({
  code: z.enum([
    'moved',
    'plan-differs',
    'plan-expired',
    'acknowledgement-missing',
    'blocked',
    'refused-by-server',
    'deleted',
    'answer-lost',
    'outcome-unknown',
  ]),
  missing: z.array(z.string()).describe('Codes that have not been ticked'),
  plan: mtlsPlan.nullable(),
})
export type MtlsConflict = z.infer<typeof mtlsConflict>

/** What happened since a change, against its minute. */
export const mtlsVerifySearch = z.object({
  since: z
    .string()
    .regex(/^\d{12,14}$/)
    .transform(Number)
    .describe('When the change was made: epoch milliseconds'),
  workload: z.string().max(253).optional().describe('Absent: the whole namespace'),
  denied: flag(true, 'Connections that ztunnel denied as well'),
})
export type MtlsVerifySearch = z.infer<typeof mtlsVerifySearch>

export const mtlsVerifyReply = reply(
  z.object({
    since: epochMs,
    countedFrom: epochMs
      .nullable()
      .describe('First scrape after the change; null: none has come yet'),
    state: z.enum(['too-early', 'quiet', 'trouble']),
    sentence: z.string(),
    failures: z.array(
      z.object({
        source: z.string(),
        destination: z.string(),
        code: z.string().describe('HTTP status at the source, or `0` for connections'),
        flags: z.string(),
        count: about,
        perSecond,
        before: perSecond.describe('Per second in the same time before the change'),
        refused: z.boolean().describe('The call check says broken, and the destination is silent'),
        sentence: z.string(),
      }),
    ),
    stopped: z
      .array(
        z.object({
          source: z.string(),
          candidates: z.array(z.string()),
          destination: z.string(),
          before: perSecond,
          lastSeenAt: epochMs.nullable(),
          sentence: z.string(),
        }),
      )
      .describe('A refused client without a proxy leaves no metric: its requests just end'),
  }),
)
export type MtlsVerifyReply = z.infer<typeof mtlsVerifyReply>
