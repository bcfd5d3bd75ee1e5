import { z } from 'zod'

/** Where people prove who they are, by the mode that this console was started in. */
export type WayIn =
  | { kind: 'oidc'; host: string }
  | { kind: 'token' }
  /** A proxy in front signs people in: there is nothing to do here. */
  | { kind: 'header' }

export const tokenBody = z.object({ token: z.string().trim().min(1).max(16_384) })
export type TokenBody = z.infer<typeof tokenBody>
