import { z } from 'zod'
import { graphViews } from '../domain/service-graph/graph'
import { reply } from './envelope'
import { flag, moment, namespaceList, rateWindow } from './search'

export const graphSearch = z.object({
  view: z.enum(graphViews).default('workload'),
  namespaces: namespaceList,
  window: rateWindow,
  at: moment,
  services: flag(false, 'Service nodes between callers and workloads'),
  latency: flag(false, 'Quantiles of every edge’s latency; costs the store one more query'),
  mtls: flag(false, 'Shares of mutual TLS of every edge; costs the store one more query'),
})
export type GraphSearch = z.infer<typeof graphSearch>

const perSecond = z.number().nonnegative().describe('Per second, averaged over the window')
const ratio = z.number().min(0).max(1).describe('From 0 to 1')
const count = z.number().int().describe('How many there are or were seen')
const quantile = z.number().nullable().describe('Milliseconds; null when the buckets cannot tell')

const traffic = z.object({
  requestsPerSecond: perSecond.nullable(),
  errorRatio: ratio.nullable(),
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

const mark = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('noProxy') }),
  z.object({ kind: z.literal('gateway') }),
  z.object({ kind: z.literal('waypoint') }),
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

const node = z.discriminatedUnion('kind', [
  z.object({
    ...flow,
    kind: z.enum(['workload', 'app', 'service']),
    name: z.string(),
    namespace: z.string(),
    cluster: z.string().nullable(),
    app: z.string().nullable(),
    version: z.string().nullable(),
    health,
    marks: z.array(mark),
  }),
  z.object({
    ...flow,
    kind: z.literal('namespace'),
    name: z.string(),
    cluster: z.string().nullable(),
    health,
    marks: z.array(mark),
    counts: z.object({ workloads: count, services: count }),
  }),
  z.object({
    ...flow,
    kind: z.enum(['serviceEntry', 'passthrough', 'blackHole']),
    name: z.string(),
  }),
  z.object({
    ...flow,
    kind: z.literal('unknown'),
    reason: z.string(),
    candidates: z.array(z.string()),
  }),
  z.object({ ...flow, kind: z.literal('hidden') }),
])

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
  mtls: z.object({ mutualTls: ratio, plaintext: ratio, unknown: ratio }).nullable(),
  principals: z.object({ source: z.array(z.string()), destination: z.array(z.string()) }),
})

export const graphReply = reply(
  z.object({ view: z.enum(graphViews), nodes: z.array(node), edges: z.array(edge) }),
)
export type GraphReply = z.infer<typeof graphReply>
