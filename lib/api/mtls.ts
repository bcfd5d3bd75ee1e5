import { z } from 'zod'
import { dataPlanes, mtlsModes, verdictWords } from '../domain/mtls/words'
import { reply } from './envelope'
import { finding, objectReference } from './finding'
import { lookBack, moment, namespaceList, namespaceName, rateWindow } from './search'

export const mtlsSearch = z.object({
  namespaces: namespaceList,
  window: rateWindow,
  at: moment,
  lookBack,
})
export type MtlsSearch = z.infer<typeof mtlsSearch>

export const mtlsParams = z.object({ namespace: namespaceName })
export type MtlsParams = z.infer<typeof mtlsParams>

export const mtlsNamespaceSearch = mtlsSearch.omit({ namespaces: true })
export type MtlsNamespaceSearch = z.infer<typeof mtlsNamespaceSearch>

export const epochMs = z.number().int().describe('Epoch milliseconds')
export const perSecond = z.number().nonnegative().describe('Per second, averaged over the window')
const ratio = z.number().min(0).max(1).describe('From 0 to 1')
const pods = z.number().int().nonnegative().describe('Pods that are there now')
export const about = z
  .number()
  .nonnegative()
  .describe('About how many within the look-back; a series born inside it counts in full')
export const workloadPort = z
  .number()
  .int()
  .describe('Port of the workload (container port), not of the service')

export const mtlsMode = z.enum(mtlsModes)
export const dataPlane = z.enum(dataPlanes)

/** One level of the hierarchy that makes an effective mode; the last one that says one decides. */
export const policyStep = z.object({
  scope: z.enum(['default', 'mesh', 'namespace', 'workload', 'port']),
  policy: z
    .string()
    .nullable()
    .describe('`namespace/name`; `mesh policy` where its namespace is hidden; null for none'),
  mode: mtlsMode.nullable().describe('null: says nothing and inherits'),
  decides: z.boolean(),
})

const shares = z.object({ mutualTls: ratio, plaintext: ratio, unknown: ratio })

const plaintextClient = z.object({
  source: z.string().describe('`namespace/name`, or `unknown` for a client without a proxy'),
  candidates: z
    .array(z.string())
    .describe('Who an unknown source could be, likeliest first; never a fact'),
  candidateReasons: z
    .array(z.object({ name: z.string(), kind: z.string(), reasons: z.array(z.string()) }))
    .describe('The same candidates with what speaks for each'),
  destination: z.string().describe('`namespace/name` of the workload that was called'),
  service: z.string().nullable(),
  counted: z.enum(['requests', 'connections']),
  requestsPerSecond: perSecond.nullable(),
  connectionsPerSecond: perSecond.nullable(),
  count: about.nullable(),
  lastSeenAt: epochMs
    .nullable()
    .describe('End of the last step in which the counter grew; epoch milliseconds'),
  meaning: z.string().describe('What the label says, exactly'),
})

const refusedCaller = z.object({
  source: z.string(),
  destination: z.string(),
  code: z.string().describe('HTTP status at the source, or ztunnel’s flag'),
  flags: z.string(),
  perSecond: perSecond.nullable(),
  count: about.nullable(),
  lastSeenAt: epochMs.nullable(),
  refused: z
    .boolean()
    .describe(
      'true: the call check says broken and the destination has no report of this caller; false: only that the upstream closed the connection',
    ),
  sentence: z.string(),
})

const policy = z.object({
  mode: mtlsMode,
  from: z.object({
    scope: z.enum(['default', 'mesh', 'namespace']),
    policy: z.string().nullable(),
  }),
  exceptions: z.array(
    z.object({
      workload: z.string(),
      port: workloadPort.nullable(),
      mode: mtlsMode,
      policy: z.string(),
    }),
  ),
  unenforced: z.array(z.string()).describe('Workloads without a proxy: a policy means nothing'),
})

const observed = z.object({
  heard: z
    .object({ now: z.boolean(), before: z.boolean() })
    .describe(
      'Whether Prometheus told of the window, and of the look-back; else an empty list says nothing',
    ),
  requests: shares.nullable(),
  connections: shares.nullable(),
  bytes: shares.nullable(),
  requestCount: about.nullable().describe('About how many requests were seen in the window'),
  newestSampleAt: epochMs
    .nullable()
    .describe('When its newest report was scraped; epoch milliseconds'),
  plaintextClients: z.array(plaintextClient),
  refused: z.array(refusedCaller),
  notMeasured: z
    .array(z.string())
    .describe('Gateways: their inbound side reports no security, which is not "encrypted"'),
})

const namespaceMtls = z.object({
  namespace: z.string(),
  dataPlane,
  policy: policy
    .nullable()
    .describe('null: not known, its cluster is not connected or its policies may not be read'),
  observed,
  verdict: z.object({ word: z.enum(verdictWords), sentence: z.string() }),
  findings: z.array(finding),
  risk: z
    .number()
    .int()
    .describe('To sort by: larger is more urgent. Compare it only with others of one answer'),
})

export const mtlsReply = reply(z.array(namespaceMtls))
export type MtlsReply = z.infer<typeof mtlsReply>

const portMtls = z.object({
  port: workloadPort,
  names: z.array(z.string()).describe('`service:port` by which it is reached'),
  protocol: z.enum(['http', 'tcp', 'auto']).describe('As declared; `auto` is detected'),
  mode: mtlsMode.nullable().describe('null: nothing enforces a policy here'),
  chain: z.array(policyStep),
})

const caller = z.object({
  source: z.string(),
  principals: z.array(z.string()),
  requestsPerSecond: perSecond.nullable(),
  connectionsPerSecond: perSecond.nullable(),
  shares: shares.nullable(),
})

const workloadMtls = z.object({
  name: z.string(),
  dataPlane,
  expected: z
    .enum(['sidecar', 'ambient', 'none'])
    .describe('What its next pod would get, by labels'),
  revision: z.string().nullable(),
  pods,
  role: z.enum(['gateway', 'waypoint']).nullable(),
  mode: mtlsMode.nullable().describe('null: nothing enforces a policy here'),
  chain: z.array(policyStep),
  ports: z.array(portMtls),
  callers: z.array(caller),
})

const peerAuthentication = z.object({
  namespace: z.string(),
  name: z.string(),
  selector: z.record(z.string(), z.string()).nullable(),
  mode: mtlsMode.nullable(),
  ports: z.array(z.object({ port: workloadPort, mode: mtlsMode.nullable() })),
  counts: z.boolean(),
  why: z.string().describe('What it applies to, or why it does not count'),
})

const clientRule = z.object({
  namespace: z.string(),
  name: z.string(),
  host: z.string(),
  tls: z.string().describe('The mode that it asks for, as the API spells it'),
  governs: z.string().describe('Which clients obey it'),
})

/** A change made through Binnacle, kept in an annotation of the object. */
const change = z.object({
  id: z.string(),
  at: epochMs,
  user: z.string(),
  reason: z.string().nullable(),
  object: objectReference,
  before: z.string(),
  after: z.string(),
  revertible: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
})

export const mtlsNamespaceReply = reply(
  namespaceMtls.extend({
    workloads: z.array(workloadMtls),
    services: z.array(
      z.object({
        name: z.string(),
        ports: z.array(
          z.object({
            port: z.number().int().describe('Port of the service'),
            name: z.string().nullable(),
          }),
        ),
      }),
    ),
    policies: z.array(peerAuthentication),
    clientRules: z.array(clientRule),
    editable: z.object({ allowed: z.boolean(), reason: z.string().nullable() }),
    history: z.array(change).describe('Newest first'),
    lookBack: z.number().int().describe('Seconds that counts look back'),
    resolution: z.number().int().describe('Seconds by which `lastSeenAt` may be late'),
  }),
)
export type MtlsNamespaceReply = z.infer<typeof mtlsNamespaceReply>
