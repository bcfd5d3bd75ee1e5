import 'server-only'
import { z } from 'zod'
import { listOf, readableFile } from './variable'

/** Who may show panels of the console in their own pages. */
export type EmbedEnv = {
  /** Exact origins; a list with one bad entry is refused as a whole. */
  origins: readonly string[]
  /** A JWKS; read by whoever verifies. */
  keysFile: string
  audience: string
}

/** Stricter than `URL`, which takes `*` and `;` for parts of a host: these would mean something in a policy. */
const isOrigin = (text: string) =>
  /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?$/.test(text) &&
  URL.canParse(text) &&
  new URL(text).origin === text

export const embedVariables = {
  BINNACLE_EMBED_ORIGINS: z
    .string()
    .transform(listOf)
    .refine((origins) => origins.every(isOrigin), {
      error: 'must be exact origins, such as https://portal.example.com',
    })
    .optional(),
  BINNACLE_EMBED_KEYS_FILE: readableFile,
  BINNACLE_EMBED_AUDIENCE: z.string().default('binnacle'),
}

type Variables = z.output<z.ZodObject<typeof embedVariables>>

/** `null` where nothing is embedded. */
export function embedEnv(set: Variables): EmbedEnv | null | string {
  const { BINNACLE_EMBED_ORIGINS: origins, BINNACLE_EMBED_KEYS_FILE: keysFile } = set
  if (!origins && !keysFile) return null
  if (!origins || origins.length === 0)
    return 'BINNACLE_EMBED_ORIGINS is not set, but BINNACLE_EMBED_KEYS_FILE is; no page could show a panel.'
  if (!keysFile)
    return 'BINNACLE_EMBED_KEYS_FILE is not set, but BINNACLE_EMBED_ORIGINS is; no token could be checked.'
  return { origins, keysFile, audience: set.BINNACLE_EMBED_AUDIENCE }
}
