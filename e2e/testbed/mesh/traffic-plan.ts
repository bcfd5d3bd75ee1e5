import { z } from 'zod'

/** A lognormal: half of the values lie below `median`; `sigma` 0 is a constant, 0.5 is wide. */
const lognormal = z.strictObject({
  median: z.number().positive(),
  sigma: z.number().min(0).max(2).default(0.3),
})

const call = z.strictObject({
  /** As the application writes it: `reviews`, `reviews.default`, or any host. */
  host: z.string().min(1),
  port: z.int().min(1).max(65535),
  protocol: z.enum(['http', 'grpc', 'tcp']).default('http'),
  /** The application encrypts by itself; what a proxy sees then is `tcp`. */
  tls: z.boolean().default(false),
  path: z.string().startsWith('/').default('/'),
  method: z.string().default('GET'),
  headers: z.record(z.string(), z.string()).default({}),
  /** Calls per request that the caller answers; 0.3 means three in ten. */
  perRequest: z.number().min(0).default(1),
  /**
   * For how long a connection, a stream of gRPC or a WebSocket (which HTTP with this is) stays open
   * on average. Nobody waits for its end. A `tcp` call without it ends at once.
   */
  lastsSeconds: z.number().positive().optional(),
  /** gRPC only, in a call or a whole stream. */
  messages: z
    .strictObject({ request: z.number().min(0), response: z.number().min(0) })
    .default({ request: 1, response: 1 }),
})

const errorShare = z
  .strictObject({
    /** Of an answer to HTTP. */
    code: z.int().min(400).max(599).optional(),
    /** Of an answer to gRPC, which is a 200 all the same. */
    grpcStatus: z.int().min(1).max(16).optional(),
    share: z.number().min(0).max(1),
  })
  .refine(({ code, grpcStatus }) => (code === undefined) !== (grpcStatus === undefined), {
    message: 'must say either code or grpcStatus',
  })

const behaviour = z.strictObject({
  /** The workload's own time, without what it waits for. */
  latencyMs: lognormal.prefault({ median: 5 }),
  /** Of a request, of a whole connection for `tcp`. */
  requestBytes: lognormal.prefault({ median: 900, sigma: 0.1 }),
  responseBytes: lognormal.prefault({ median: 1800, sigma: 0.2 }),
  errors: z.array(errorShare).default([]),
  /** Made for every request that is answered without an error. */
  calls: z.array(call).default([]),
})

const start = call.omit({ perRequest: true }).extend({
  /** `namespace/workload`: an ingress gateway, or any workload that begins to call by itself. */
  from: z.string().regex(/^[^/]+\/[^/]+$/, 'must be namespace/workload'),
  requestsPerSecond: z.number().min(0),
})

export const trafficPlan = z.strictObject({
  starts: z.array(start).default([]),
  /** By `namespace/workload`; a workload that is not named here answers and calls nobody. */
  workloads: z.record(z.string(), behaviour).default({}),
})

/** Who calls whom how often and how each workload answers; where a call goes is the mesh's affair. */
export type TrafficPlan = z.output<typeof trafficPlan>
export type WorkloadBehaviour = z.output<typeof behaviour>
export type PlannedCall = z.output<typeof call>
export type Lognormal = z.output<typeof lognormal>

export const defaultBehaviour: WorkloadBehaviour = behaviour.parse({})
