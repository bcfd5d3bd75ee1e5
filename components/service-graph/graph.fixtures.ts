import { healthOf } from '@/lib/domain/health/health'
import type { Edge, GraphNode, Mark } from '@/lib/domain/service-graph/graph'
import { edgeId, nodeId } from '@/lib/domain/service-graph/ids'
import type { Traffic } from '@/lib/domain/traffic/traffic'

export const silence: Traffic = {
  requestsPerSecond: null,
  errorRatio: null,
  clientErrorRatio: null,
  cancelledRatio: null,
  byCode: [],
  messagesPerSecond: null,
  bytesPerSecond: null,
  connectionsPerSecond: null,
}

export const requests = (requestsPerSecond: number, errorRatio = 0, flags = 'UF'): Traffic => ({
  ...silence,
  requestsPerSecond,
  errorRatio,
  byCode: [
    {
      code: '200',
      grpcStatus: null,
      flags: '-',
      requestsPerSecond: requestsPerSecond * (1 - errorRatio),
    },
    ...(errorRatio > 0
      ? [
          {
            code: '503',
            grpcStatus: null,
            flags,
            requestsPerSecond: requestsPerSecond * errorRatio,
          },
        ]
      : []),
  ],
})

type Housed = Extract<GraphNode, { namespace: string }>

export const workload = (
  name: string,
  { namespace = 'default', received = silence, sent = silence, marks = [] as Mark[] } = {},
): Housed => ({
  kind: 'workload',
  id: nodeId({ kind: 'workload', cluster: null, namespace, name }),
  name,
  namespace,
  cluster: null,
  app: name.replace(/-v\d$/, ''),
  version: /v\d$/.exec(name)?.[0] ?? null,
  in: received,
  out: sent,
  health: received.errorRatio
    ? 'degraded'
    : received.requestsPerSecond === null
      ? 'unknown'
      : 'healthy',
  healthReason: null,
  marks,
  expand: null,
})

export const call = (source: GraphNode, target: GraphNode, traffic: Traffic): Edge => ({
  id: edgeId(source.id, target.id, 'http'),
  source: source.id,
  target: target.id,
  protocol: 'http',
  reporter: 'source',
  traffic,
  share: 1,
  latencyMs: null,
  mtls: null,
  principals: { source: [], destination: [] },
  waypoint: null,
  transport: null,
  mirrored: false,
  health: healthOf(traffic.errorRatio),
  healthReason: null,
})
