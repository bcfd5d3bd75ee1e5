import 'server-only'
import { readFileSync, statSync } from 'node:fs'
import type { JWK } from 'jose'
import { z } from 'zod'
import { logFact } from '../log'
import { processState } from '../process-state'
import type { EmbedKeys } from './embed-token'

const leastSecretBytes = 32
const base64url = z.string().regex(/^[\w-]+$/)
const kid = z.string().min(1).max(200)

const bytesOf = (text: string) => Buffer.from(text, 'base64url').length

/** A shared secret for HS256, or a public key for EdDSA. Strict: a private part does not belong here. */
const embedKey = z.discriminatedUnion('kty', [
  z.object({
    kty: z.literal('oct'),
    kid,
    alg: z.literal('HS256').optional(),
    k: base64url.refine((k) => bytesOf(k) >= leastSecretBytes),
  }),
  z.strictObject({
    kty: z.literal('OKP'),
    kid,
    crv: z.literal('Ed25519'),
    x: base64url.refine((x) => bytesOf(x) === 32),
    alg: z.enum(['EdDSA', 'Ed25519']).optional(),
    use: z.literal('sig').optional(),
    key_ops: z.array(z.literal('verify')).optional(),
  }),
])

const keySet = z
  .object({ keys: z.array(embedKey).min(1) })
  .refine(({ keys }) => new Set(keys.map((key) => key.kid)).size === keys.length)

/** `null` where the file is no key set that can be trusted; nothing of it is ever told. */
export function parseEmbedKeys(text: string): EmbedKeys | null {
  const parsed = keySet.safeParse(jsonOf(text))
  if (!parsed.success) return null
  return new Map(parsed.data.keys.map((key) => [key.kid, bare(key)]))
}

/** Only what verifying takes; the algorithm follows from the kind of key. */
const bare = (key: z.output<typeof embedKey>): JWK =>
  key.kty === 'oct'
    ? { kty: key.kty, kid: key.kid, k: key.k }
    : { kty: key.kty, kid: key.kid, crv: key.crv, x: key.x }

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function embedKeysRefusal(file: string | null): string | null {
  if (file === null || parseEmbedKeys(readFileSync(file, 'utf8')) !== null) return null
  return 'BINNACLE_EMBED_KEYS_FILE must hold a JSON Web Key Set: keys of type oct with at least 32 bytes (HS256), or public keys of type OKP and curve Ed25519 (EdDSA), each with its own kid.'
}

type Kept = { stamp: string; keys: EmbedKeys }
const noKeys: EmbedKeys = new Map()

/**
 * Read again once the file is another one: that is how keys are rotated, and a key that is gone opens
 * nothing from that moment. A file that cannot be read opens nothing at all.
 */
export function readEmbedKeys(file: string): EmbedKeys {
  const kept = processState('embed-keys', () => new Map<string, Kept>())
  const stamp = stampOf(file)
  const known = kept.get(file)
  if (known?.stamp === stamp) return known.keys
  const keys = stamp === null ? noKeys : readKeys(file)
  if (stamp !== null) kept.set(file, { stamp, keys })
  return keys
}

function readKeys(file: string): EmbedKeys {
  const keys = parseEmbedKeys(readFileSync(file, 'utf8'))
  if (keys === null) logFact('the keys of embeds cannot be read: every token is refused', {})
  return keys ?? noKeys
}

/** Mounted secrets are links that are moved: the file behind them is another one then. */
function stampOf(file: string): string | null {
  try {
    const { ino, size, mtimeMs } = statSync(file)
    return `${ino} ${size} ${mtimeMs}`
  } catch {
    return null
  }
}
