import { z } from 'zod'
import { tableColumns } from '../domain/service-graph/table'
import { reply } from './envelope'
import { graphSearch } from './graph'
import { wholeNumber } from './search'

const most = 1000

export const tableSearch = graphSearch.omit({ limit: true, expand: true }).extend({
  sort: z
    .enum([...tableColumns, ...tableColumns.map((column) => `-${column}` as const)])
    .default('-requestsPerSecond')
    .describe('A column; with `-` in front the largest first. Rows without a figure come last'),
  cursor: z
    .string()
    .max(4000)
    .optional()
    .describe('The `next` of the answer before; absent for the first rows'),
  limit: wholeNumber(1, most)
    .prefault('200')
    .describe(`How many rows, at most ${most}; \`Accept: text/csv\` is always uncut`),
})
export type TableSearch = z.infer<typeof tableSearch>

const figure = (description: string) => z.number().nullable().describe(description)
const share = (of: string) => figure(`From 0 to 1: ${of}; null where it was not seen or not asked`)

const end = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().nullable(),
})

export const tableRow = z.object({
  id: z.string(),
  source: end,
  target: end,
  protocol: z.enum(['http', 'grpc', 'tcp']),
  reporter: z.enum(['source', 'destination', 'waypoint', 'mixed']),
  health: z.enum(['healthy', 'degraded', 'failing', 'unknown']),
  mirrored: z.boolean(),
  requestsPerSecond: figure('Requests per second; null where no HTTP or gRPC was seen'),
  share: share('of what the source sent'),
  errorRatio: share('failed'),
  clientErrorRatio: share('refused for the caller’s own fault'),
  cancelledRatio: share('cancelled by the caller'),
  p50: figure('Milliseconds'),
  p95: figure('Milliseconds'),
  p99: figure('Milliseconds'),
  connectionsPerSecond: figure('TCP connections opened per second'),
  sent: figure('Bytes per second towards the client'),
  received: figure('Bytes per second from the client'),
  mutualTls: share('mutual TLS'),
  plaintext: share('plaintext'),
})

export const tableData = z.object({
  rows: z.array(tableRow),
  total: z.number().int().describe('How many rows there are in all'),
  next: z.string().nullable().describe('The `cursor` of the rows that follow; null after the last'),
})
export type TableData = z.infer<typeof tableData>

export const tableReply = reply(tableData)
export type TableReply = z.infer<typeof tableReply>
