import { z } from 'zod'

export const tokenBody = z.object({ token: z.string().trim().min(1).max(16_384) })
export type TokenBody = z.infer<typeof tokenBody>
