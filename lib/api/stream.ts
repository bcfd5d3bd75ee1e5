import { z } from 'zod'

/** What a browser may show, by subject. A change names the subjects that it touches. */
export const topics = ['graph', 'splits', 'mtls', 'config'] as const
export type Topic = (typeof topics)[number]

export const streamSearch = z.object({
  topics: z
    .string()
    .default('')
    .describe('`graph,splits`; absent or empty means all')
    .transform((text) => [...new Set(text.split(',').filter(Boolean))])
    .pipe(z.array(z.enum(topics)))
    .transform((asked): readonly Topic[] => (asked.length > 0 ? asked : topics)),
})
export type StreamSearch = z.infer<typeof streamSearch>

/** The data of each event, by its name. */
export const streamEvents = {
  /** The beat of all who look: a new evaluation can be asked for. Also says that the stream lives. */
  tick: z.object({ at: z.number().int().describe('Epoch milliseconds; whole five seconds') }),
  /** Ask again for what is shown of these. */
  changed: z.object({ topics: z.array(z.enum(topics)) }),
}
export type StreamEvents = {
  [Name in keyof typeof streamEvents]: z.infer<(typeof streamEvents)[Name]>
}
export type StreamEvent = {
  [Name in keyof StreamEvents]: { event: Name; data: StreamEvents[Name] }
}[keyof StreamEvents]
