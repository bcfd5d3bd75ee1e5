import { z } from 'zod'
import { isReadable } from '../domain/find/parse'
import { graphViews } from '../domain/service-graph/graph'
import { parseNodeId } from '../domain/service-graph/ids'
import { reply } from './envelope'
import { objectReference } from './finding'
import { flag, moment, namespaceList, rateWindow, textList, wholeNumber } from './search'

const nodeIdentifier = z
  .string()
  .refine((id) => parseNodeId(id) !== null, 'is not the id of a node')

const findText = z
  .string()
  .max(500)
  .refine((text) => isReadable(text), 'is not in the language of find')
  .optional()

/** What a node or an edge is asked to be, and over which time. */
export const graphSearch = z.object({
  view: z.enum(graphViews).default('workload'),
  namespaces: namespaceList,
  window: rateWindow,
  at: moment,
  services: flag(false, 'Service nodes between callers and workloads'),
  latency: flag(
    false,
    'Quantiles of every edge’s latency; costs the store one more query. With a limit, and more than 200 workloads, only of what is opened',
  ),
  mtls: flag(false, 'Shares of mutual TLS of every edge; costs the store one more query'),
  bytes: flag(false, 'Bytes of HTTP requests and answers as well; costs the store more series'),
  waypoints: flag(false, 'Waypoints as nodes, and not only as what an edge goes through'),
  limit: wholeNumber(4, 2000)
    .optional()
    .describe('At most so many nodes: what is beyond is gathered into groups. Absent: no groups'),
  expand: textList.describe('What is opened: the `expand` of nodes that stand for several, `a,b`'),
  focus: nodeIdentifier.optional().describe('The id of a node: only it and what is near it'),
  hops: wholeNumber(1, 6)
    .prefault('1')
    .describe('How many calls away from `focus` is near; of no meaning without it'),
  find: findText.describe('Whose matches are named in `found` and stay out of groups'),
  hide: findText.describe('Whose matches are left out; in the language of `find`'),
  scrapers: textList.describe(
    'Callers to leave out because they only scrape or probe, `namespace/workload,…`; counted in `scrapers`',
  ),
})
export type GraphSearch = z.infer<typeof graphSearch>

const perSecond = z.number().nonnegative().describe('Per second, averaged over the window')
const ratio = z.number().min(0).max(1).describe('From 0 to 1')
const count = z.number().int().describe('How many there are or were seen')
const quantile = z.number().nullable().describe('Milliseconds; null when the buckets cannot tell')

const traffic = z.object({
  requestsPerSecond: perSecond.nullable(),
  errorRatio: ratio.nullable(),
  clientErrorRatio: ratio.nullable(),
  cancelledRatio: ratio.nullable(),
  byCode: z.array(
    z.object({
      code: z.string(),
      grpcStatus: z.string().nullable(),
      flags: z.string(),
      requestsPerSecond: perSecond,
    }),
  ),
  messagesPerSecond: z.object({ request: perSecond, response: perSecond }).nullable(),
  bytesPerSecond: z.object({ sent: perSecond, received: perSecond }).nullable(),
  connectionsPerSecond: perSecond.nullable(),
})

const health = z.enum(['healthy', 'degraded', 'failing', 'unknown'])
const thresholds = z
  .object({ degraded: ratio, failing: ratio })
  .describe('The smallest shares at which the words hold')

const judged = {
  health,
  healthReason: z
    .discriminatedUnion('measure', [
      z.object({
        measure: z.enum(['errors', 'clientErrors']),
        ratio,
        thresholds,
        setBy: z
          .string()
          .nullable()
          .describe('The service whose annotation has these thresholds; null: the defaults'),
      }),
      z.object({
        measure: z.literal('tooFewRequests'),
        requests: z.number().describe('About how many were seen in the window'),
        minimum: count,
        setBy: z.string().nullable(),
      }),
    ])
    .nullable()
    .describe('null where it is healthy by the defaults, or nothing was seen'),
}

const percentage = z.number().min(0).max(100).describe('From 0 to 100')
const by = objectReference.describe('The object that asks for it')

const mark = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['idle', 'dead', 'noProxy', 'ambient', 'gateway', 'waypoint']) }),
  z.object({
    kind: z.literal('fault'),
    by,
    delay: z.object({ percentage, delayMs: z.number().describe('Milliseconds') }).nullable(),
    abort: z.object({ percentage, status: z.string() }).nullable(),
  }),
  z.object({
    kind: z.literal('mirror'),
    by,
    host: z.string(),
    subset: z.string().nullable(),
    percentage,
  }),
  z.object({ kind: z.literal('timeout'), by, timeoutMs: z.number().describe('Milliseconds') }),
  z.object({ kind: z.literal('circuitBreaker'), by, limits: z.array(z.string()) }),
  z.object({ kind: z.literal('plaintext'), share: ratio }),
  z.object({
    kind: z.literal('trafficSplit'),
    virtualService: z.object({ namespace: z.string(), name: z.string() }),
    destinations: z.array(
      z.object({
        host: z.string(),
        subset: z.string().nullable(),
        weight: z.number().int().nullable().describe('As written; its share is of their sum'),
        share: ratio,
      }),
    ),
  }),
])

const flow = { id: z.string(), in: traffic, out: traffic }
const expand = z.string().describe('What `expand` is given to open this group')

const node = z.discriminatedUnion('kind', [
  z.object({
    ...flow,
    kind: z.enum(['workload', 'app', 'service']),
    name: z.string(),
    namespace: z.string(),
    cluster: z.string().nullable(),
    app: z.string().nullable(),
    version: z.string().nullable(),
    ...judged,
    marks: z.array(mark),
    expand: expand.nullable(),
  }),
  z.object({
    ...flow,
    kind: z.literal('namespace'),
    name: z.string(),
    cluster: z.string().nullable(),
    ...judged,
    marks: z.array(mark),
    counts: z.object({ workloads: count, services: count }),
    expand: expand.nullable(),
  }),
  z.object({
    ...flow,
    kind: z.enum(['serviceEntry', 'passthrough', 'blackHole']),
    name: z.string(),
    ...judged,
    registeredBy: objectReference.nullable(),
  }),
  z.object({
    ...flow,
    kind: z.literal('unknown'),
    reason: z.string(),
    candidates: z.array(z.string()),
  }),
  z.object({
    ...flow,
    kind: z.literal('more'),
    cluster: z.string().nullable(),
    namespace: z.string().nullable(),
    count,
    expand,
    ...judged,
  }),
  z.object({ ...flow, kind: z.literal('hidden') }),
])

const securityShares = z.object({ mutualTls: ratio, plaintext: ratio, unknown: ratio }).nullable()

const edge = z.object({
  id: z.string(),
  source: z.string(),
  target: z.string(),
  protocol: z.enum(['http', 'grpc', 'tcp']),
  reporter: z.enum(['source', 'destination', 'waypoint', 'mixed']),
  traffic,
  share: ratio.nullable(),
  latencyMs: z
    .object({
      p50: quantile,
      p95: quantile,
      p99: quantile,
    })
    .nullable(),
  mtls: securityShares,
  principals: z.object({ source: z.array(z.string()), destination: z.array(z.string()) }),
  waypoint: z
    .object({ namespace: z.string(), name: z.string() })
    .nullable()
    .describe('The waypoint that the calls go through'),
  transport: z
    .object({
      connectionsPerSecond: perSecond.nullable(),
      bytesPerSecond: traffic.shape.bytesPerSecond,
      mtls: securityShares,
    })
    .nullable()
    .describe('The layer below in an ambient mesh: what ztunnel saw of the same calls'),
  mirrored: z.boolean().describe('Copies that a route mirrors, beyond what any source sent'),
  ...judged,
})

export const graphData = z.object({
  view: z.enum(graphViews),
  nodes: z.array(node),
  edges: z.array(edge),
  totals: z
    .object({ nodes: count, edges: count, traffic })
    .describe('Of everything that was asked for, grouped or not: each call once'),
  found: z.array(z.string()).describe('Ids of the nodes and edges that `find` is about'),
  scrapers: z
    .object({ callers: count, requestsPerSecond: perSecond })
    .describe('What `scrapers` leaves out'),
  thresholds: z
    .object({ errors: thresholds, clientErrors: thresholds, minimumRequests: count })
    .describe('What health is held against where no service says otherwise'),
  windows: z
    .object({
      longest: z.number().int().describe('Seconds: the longest window for this selection'),
      reason: z.string().nullable().describe('Why no longer one; null where all may be asked'),
    })
    .describe('What the store can answer in time'),
})
export type GraphData = z.infer<typeof graphData>

export const graphReply = reply(graphData)
export type GraphReply = z.infer<typeof graphReply>
