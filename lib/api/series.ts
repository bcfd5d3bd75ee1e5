import { z } from 'zod'
import { parseEdgeId, parseNodeId } from '../domain/service-graph/ids'
import { reply } from './envelope'
import { moment, rateWindow } from './search'

/** An edge's or a node's traffic over the window that ends at `at`. */
export const seriesSearch = z
  .object({
    /** The id of an edge or of a node, as the graph gave it; one of the two. */
    edge: z
      .string()
      .refine((id) => parseEdgeId(id) !== null, 'is not the id of an edge')
      .optional(),
    node: z
      .string()
      .refine((id) => parseNodeId(id) !== null, 'is not the id of a node')
      .optional(),
    /** For a node: what it received, or what it sent. */
    direction: z.enum(['in', 'out']).default('in'),
    /**
     * Whether a service is drawn with all of its calls, as in the service view and between callers
     * and workloads, or only with those that no workload was chosen for.
     */
    services: z.stringbool().default(true),
    window: rateWindow,
    at: moment,
    /** The 95th percentile as well; it costs the store more than all the rest. */
    latency: z.stringbool().default(false),
  })
  .refine((search) => (search.edge === undefined) !== (search.node === undefined), {
    message: 'name one edge or one node',
    path: ['edge'],
  })
export type SeriesSearch = z.infer<typeof seriesSearch>

/** One value for each of `times`; `null` where nothing was scraped. */
const points = z.array(z.number().nullable())

export const seriesData = z.object({
  /** Seconds between two points. */
  step: z.number().int().positive(),
  /** Epoch ms. */
  times: z.array(z.number().int()),
  /** `null` where no HTTP or gRPC was seen at all. */
  requestsPerSecond: points.nullable(),
  errorsPerSecond: points.nullable(),
  /** `null` unless asked for. */
  p95Ms: points.nullable(),
  /** TCP only. */
  bytesPerSecond: z.object({ sent: points, received: points }).nullable(),
})
export type SeriesData = z.infer<typeof seriesData>

export const seriesReply = reply(seriesData)
export type SeriesReply = z.infer<typeof seriesReply>
