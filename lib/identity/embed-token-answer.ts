import 'server-only'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { JWK } from 'jose'
import { z } from 'zod'
import { embedViews, mintEmbedToken } from './embed-token'

const options = {
  namespaces: { type: 'string' },
  view: { type: 'string', default: 'graph' },
  minutes: { type: 'string', default: '15' },
  window: { type: 'string' },
  theme: { type: 'string' },
  kid: { type: 'string' },
  keys: { type: 'string', default: process.env.BINNACLE_EMBED_KEYS_FILE ?? 'embed-keys.json' },
  audience: { type: 'string', default: process.env.BINNACLE_EMBED_AUDIENCE ?? 'binnacle' },
  'new-key': { type: 'boolean', default: false },
} as const

const listed = (text: string) => text.split(/[\s,]+/).filter(Boolean)

const wish = z.object({
  namespaces: z
    .string({ error: '--namespaces is missing: which ones may the panel show?' })
    .transform(listed)
    .refine((names) => names.length > 0, { error: '--namespaces names none' }),
  view: z
    .string()
    .transform(listed)
    .pipe(z.array(z.enum(embedViews, { error: `--view is of: ${embedViews.join(', ')}` })).min(1)),
  minutes: z.coerce.number({ error: '--minutes is a number' }).min(1).max(60, {
    error: '--minutes is at most 60: a token holds for an hour',
  }),
  window: z.coerce.number({ error: '--window is a number of seconds' }).int().positive().optional(),
  theme: z.enum(['light', 'dark'], { error: '--theme is light or dark' }).optional(),
})

type KeyedJwk = JWK & { kid: string }

function keysIn(file: string): KeyedJwk[] {
  if (!existsSync(file)) return []
  // The file of the person who runs this; what it must be is judged where tokens are accepted.
  return (JSON.parse(readFileSync(file, 'utf8')) as { keys: KeyedJwk[] }).keys
}

/** The newest stands first: it is what tokens are signed with from now on. */
function makeKey(file: string, kid = `key-${new Date().toISOString().slice(0, 10)}`): string {
  const present = keysIn(file)
  if (present.some((key) => key.kid === kid)) throw new Error(`${file} has a key ${kid} already.`)
  const key = { kty: 'oct', kid, alg: 'HS256', k: randomBytes(32).toString('base64url') }
  writeFileSync(file, `${JSON.stringify({ keys: [key, ...present] }, null, 2)}\n`, { mode: 0o600 })
  return `${kid} is in ${file}: give it to the console (BINNACLE_EMBED_KEYS_FILE) and to the portal’s backend, and to nobody else.`
}

function chosenKey(file: string, kid: string | undefined): KeyedJwk {
  const key = keysIn(file).find((one) => kid === undefined || one.kid === kid)
  if (key) return key
  throw new Error(`${file} has no key${kid ? ` ${kid}` : ''}; --new-key makes one.`)
}

/** What `npm run embed-token` prints; what it cannot do is thrown as a sentence. */
export async function embedTokenAnswer(args: string[]): Promise<string> {
  const { values } = parseArgs({ args, options })
  const { keys, kid, audience } = values
  if (values['new-key']) return makeKey(keys, kid)
  const parsed = wish.safeParse(values)
  if (!parsed.success) throw new Error(`${parsed.error.issues[0]?.message}.`)
  const { view: views, minutes, namespaces, theme, window } = parsed.data
  return mintEmbedToken(
    { namespaces, views, ...(theme && { theme }), ...(window && { window }) },
    { key: chosenKey(keys, kid), audience, now: Date.now(), lifetimeSeconds: minutes * 60 },
  )
}
