import { z } from 'zod'
import { reply } from './envelope'

export const connectionsSearch = z.object({})
export type ConnectionsSearch = z.infer<typeof connectionsSearch>

const failures = [
  'unconfigured',
  'unreachable',
  'timeout',
  'unauthorized',
  'forbidden',
  'not-found',
  'busy',
  'broken',
  'rejected',
  'malformed',
] as const

const time = z.number().int().describe('Epoch milliseconds')
const address = z
  .string()
  .nullable()
  .describe('Without credentials; null for whom it is not to be told')

export const connectionsData = z.object({
  prometheus: z.object({
    address,
    last: z
      .object({ outcome: z.enum(['ok', 'cancelled', ...failures]), at: time })
      .nullable()
      .describe('What came of the last question; null before the first'),
  }),
  kubernetes: z.object({
    address,
    kinds: z.array(
      z.object({
        kind: z.string(),
        status: z.enum(['loading', 'synced', 'absent', ...failures]),
        since: time,
        objects: z
          .number()
          .int()
          .nullable()
          .describe('How many are known; null for who may not see all of them'),
        without: z.string().describe('What is not known while it cannot be read'),
      }),
    ),
  }),
})
export type ConnectionsData = z.infer<typeof connectionsData>

export const connectionsReply = reply(connectionsData)
export type ConnectionsReply = z.infer<typeof connectionsReply>
