import { z } from 'zod'
import { epochMs } from './mtls'

/** What every planned change has in common, of weights and of policies alike. */
export const reason = z
  .string()
  .trim()
  .max(200)
  .optional()
  .describe('Why, for the history and the log; at most 200 characters')

export const planHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the canonical patch')
export const plannedAt = epochMs.describe('Epoch milliseconds; a plan holds for 10 minutes')

export const changeId = z.string().regex(/^[\w-]{1,64}$/)

export const patchOperation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('test'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('add'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('remove'), path: z.string() }),
])

/** What the API server says to the very patch, without storing it. */
export const dryRun = z.object({
  verdict: z.enum(['accepted', 'refused', 'not-asked']),
  message: z.string().nullable().describe('Why it was refused, in words that may be shown'),
  warnings: z.array(z.string()),
  webhooks: z
    .array(z.string())
    .nullable()
    .describe(
      'Validating webhooks that judged it; empty: only the schema was checked; null: not known',
    ),
})
export type DryRun = z.infer<typeof dryRun>
