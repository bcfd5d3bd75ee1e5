import { z } from 'zod'

const objectRef = {
  kind: z.string(),
  namespace: z.string().nullable().describe('null for kinds without a namespace'),
  name: z.string(),
}

export const objectReference = z.object(objectRef)

export const finding = z.object({
  code: z.string().describe('Stays the same when the words change'),
  severity: z.enum(['error', 'warning', 'info']),
  gate: z
    .enum(['block', 'acknowledge', 'inform'])
    .describe('What it means for a change: forbids it, wants to be acknowledged, only tells'),
  title: z.string(),
  detail: z.string(),
  evidence: z.array(
    z.object({
      ...objectRef,
      path: z.string().optional().describe('JSON pointer into the object'),
    }),
  ),
})
