import { z } from 'zod'

export const warning = z.object({
  code: z.string().describe('Stays the same when the words change'),
  title: z.string(),
  detail: z.string().optional(),
  since: z.number().int().optional().describe('Epoch milliseconds; absent where nobody knows'),
})
export type Warning = z.infer<typeof warning>

/** Every successful answer: what is known, and what is missing from it. */
export const reply = <T extends z.ZodType>(data: T) =>
  z.object({
    data,
    warnings: z.array(warning),
    observedAt: z
      .number()
      .int()
      .describe(
        'Epoch milliseconds of the newest scrape behind the data; of the evaluation where no scrape is known',
      ),
    window: z.number().int().positive().describe('Seconds that rates are averaged over'),
  })

export type Reply<T> = { data: T; warnings: Warning[]; observedAt: number; window: number }

/** RFC 9457, `application/problem+json`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string().optional().describe('Stays the same when the words change'),
  requestId: z.string().describe('The same as in the server’s log'),
})
export type Problem = z.infer<typeof problem>
