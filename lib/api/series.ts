import { z } from 'zod'
import { parseEdgeId, parseNodeId } from '../domain/service-graph/ids'
import { reply } from './envelope'
import { flag, moment, rateWindow } from './search'

/** One edge, or one side of one node, over the window that ends at `at`. */
export const elementSearch = z.object({
  edge: z
    .string()
    .refine((id) => parseEdgeId(id) !== null, 'is not the id of an edge')
    .optional()
    .describe('The id of an edge as the graph gave it; this or `node`'),
  node: z
    .string()
    .refine((id) => parseNodeId(id) !== null, 'is not the id of a node')
    .optional()
    .describe('The id of a node as the graph gave it; this or `edge`'),
  direction: z
    .enum(['in', 'out'])
    .default('in')
    .describe('For a node: what it received, or what it sent'),
  services: flag(
    true,
    'Whether a service is drawn with all of its calls, as in the service view and between callers and workloads, or only with those that no workload was chosen for',
  ),
  window: rateWindow,
  at: moment,
})
export type ElementSearch = z.infer<typeof elementSearch>

export const namesOneElement = ({ edge, node }: ElementSearch) =>
  (edge === undefined) !== (node === undefined)
export const oneElement = { message: 'name one edge or one node', path: ['edge'] }

/** An edge's or a node's traffic over the window. */
export const seriesSearch = elementSearch
  .extend({
    latency: flag(
      false,
      'The 95th percentile as well; costs the store more than all the rest together',
    ),
  })
  .refine(namesOneElement, oneElement)
export type SeriesSearch = z.infer<typeof seriesSearch>

const points = z.array(
  z.number().nullable().describe('One for each of `times`; null where nothing was scraped'),
)

export const seriesData = z.object({
  step: z.number().int().positive().describe('Seconds between two points'),
  times: z.array(z.number().int().describe('Epoch milliseconds')),
  requestsPerSecond: points
    .nullable()
    .describe('Requests per second; null where no HTTP or gRPC was seen at all'),
  errorsPerSecond: points.nullable().describe('Failed requests per second'),
  p95Ms: points.nullable().describe('Milliseconds; null unless asked for'),
  bytesPerSecond: z
    .object({ sent: points, received: points })
    .nullable()
    .describe('TCP only: bytes per second towards the client, and from it'),
})
export type SeriesData = z.infer<typeof seriesData>

export const seriesReply = reply(seriesData)
export type SeriesReply = z.infer<typeof seriesReply>
