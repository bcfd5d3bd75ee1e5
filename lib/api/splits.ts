import { z } from 'zod'
import {
  absenceReasons,
  outsideReasons,
  routeKinds,
  routeProtocols,
} from '../domain/traffic-split/split'
import { verificationReasons } from '../domain/traffic-split/verify'
import { reply } from './envelope'
import { finding } from './finding'
import { owner } from './owner'
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

export const perSecond = z.number().nonnegative().describe('Per second, averaged over the window')
export const ratio = z.number().min(0).max(1).describe('From 0 to 1')
const p95 = z.number().nullable().describe('Milliseconds; null when the buckets cannot tell')
export const epochMs = z.number().int().describe('Epoch milliseconds')
export const objectName = z.object({ namespace: z.string(), name: z.string() })
export const permission = z.object({ allowed: z.boolean(), reason: z.string().nullable() })

/** As written. int32, as Kubernetes has it; the sum is an int32 too. */
export const weight = z
  .number()
  .int()
  .min(0)
  .max(2_147_483_647)
  .describe('As written; its share is of the route’s sum')
const weights = z.array(weight.nullable().describe('null where no weight is written'))

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
  routes: z.array(
    z.object({
      route: z.string().describe('Where it stood'),
      name: z.string().nullable(),
      match: z.string().describe('What it took, in words; empty where the record does not say'),
      to: z.array(z.string()).describe('Where it led: `host:subset:port`, as far as written'),
      before: weights,
      after: weights,
    }),
  ),
  acknowledged: z.array(z.string()).describe('Codes of the findings that were acknowledged'),
  reverts: z.string().nullable().describe('The id of the change that it took back'),
  gapBefore: z
    .boolean()
    .describe('Somebody else has changed the weights between the change before and this one'),
  revertible: permission,
})

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
