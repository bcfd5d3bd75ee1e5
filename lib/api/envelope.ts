import { z } from 'zod'

export const warning = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
})
export type Warning = z.infer<typeof warning>

/** Every successful answer: what is known, and what is missing from it. */
export const reply = <T extends z.ZodType>(data: T) =>
  z.object({
    data,
    warnings: z.array(warning),
    /** Epoch ms of the newest scrape behind the data; of the evaluation where no scrape is known. */
    observedAt: z.number().int(),
    /** Seconds that rates are averaged over. */
    window: z.number().int().positive(),
  })

export type Reply<T> = { data: T; warnings: Warning[]; observedAt: number; window: number }

/** RFC 9457, `application/problem+json`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  requestId: z.string(),
})
export type Problem = z.infer<typeof problem>
