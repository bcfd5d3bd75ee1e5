import { z } from 'zod'
import { ownerKinds } from '../domain/owner/owner'

/** Who keeps an object as it is, and so may change it back. */
export const owner = z.object({
  kind: z.enum(ownerKinds),
  title: z.string(),
  detail: z.string(),
  object: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }).nullable(),
  evidence: z.enum(['certain', 'likely']),
  policy: z.enum(['edit', 'commit', 'read-only']),
})
