import 'server-only'
import {
  CompactSign,
  compactVerify,
  decodeProtectedHeader,
  errors,
  importJWK,
  type JWK,
} from 'jose'
import { z } from 'zod'

export const embedViews = ['graph', 'split', 'mtls'] as const
export type EmbedView = (typeof embedViews)[number]

const longestSeconds = 3_600
/** Two machines' clocks are never quite the same. */
const toleranceSeconds = 120
const longestToken = 8_192

/** A namespace as Kubernetes spells it. */
const namespace = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)

/** What a portal's backend signs: who may look at what, and until when. */
const embedClaims = z.object({
  aud: z.union([z.string(), z.array(z.string())]),
  iat: z.int(),
  exp: z.int(),
  nbf: z.int().optional(),
  sub: z.string().max(200).optional(),
  // Never empty: that would be read as all of them.
  namespaces: z.array(namespace).min(1).max(200),
  views: z.array(z.enum(embedViews)).min(1),
  theme: z.enum(['light', 'dark']).optional(),
  /** Seconds. */
  window: z.int().positive().optional(),
  /** Whether services outside of the namespaces that call them, or are called, may be named. */
  neighbours: z.boolean().default(false),
})

export type EmbedClaims = z.output<typeof embedClaims>

export const embedRefusals = [
  'malformed',
  'unknown-key',
  'altered',
  'other-audience',
  'too-long',
  'not-yet',
  'expired',
] as const
export type EmbedRefusal = (typeof embedRefusals)[number]

export type EmbedVerdict =
  | { kind: 'accepted'; claims: EmbedClaims }
  | { kind: 'refused'; why: EmbedRefusal }

/** By `kid`. */
export type EmbedKeys = ReadonlyMap<string, JWK>

/**
 * The key says how it signs, never the token: else a public key could be used as a shared secret, or
 * no key at all.
 */
const algorithmOf = ({ kty }: JWK) => (kty === 'oct' ? 'HS256' : 'EdDSA')

const refused = (why: EmbedRefusal): EmbedVerdict => ({ kind: 'refused', why })

/** Checks a token; `now` is epoch ms. */
export async function verifyEmbedToken(
  token: string,
  { keys, audience, now }: { keys: EmbedKeys; audience: string; now: number },
): Promise<EmbedVerdict> {
  if (token.length > longestToken) return refused('malformed')
  const header = headerOf(token)
  if (header === null) return refused('malformed')
  const key = header.kid === undefined ? undefined : keys.get(header.kid)
  if (key === undefined || header.alg !== algorithmOf(key)) return refused('unknown-key')
  const payload = await signedPayload(token, key)
  if (typeof payload === 'string') return refused(payload)
  const parsed = embedClaims.safeParse(payload.claims)
  if (!parsed.success) return refused('malformed')
  const why = refusalOf(parsed.data, audience, now / 1000)
  return why === null ? { kind: 'accepted', claims: parsed.data } : refused(why)
}

function headerOf(token: string) {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return null
  }
}

async function signedPayload(
  token: string,
  key: JWK,
): Promise<{ claims: unknown } | 'altered' | 'malformed'> {
  const algorithm = algorithmOf(key)
  try {
    const secret = await importJWK(key, algorithm)
    const { payload } = await compactVerify(token, secret, { algorithms: [algorithm] })
    return { claims: JSON.parse(new TextDecoder().decode(payload)) }
  } catch (error) {
    const isAltered = error instanceof errors.JWSSignatureVerificationFailed
    return isAltered ? 'altered' : 'malformed'
  }
}

function refusalOf(
  { aud, iat, exp, nbf }: EmbedClaims,
  audience: string,
  now: number,
): EmbedRefusal | null {
  if (![aud].flat().includes(audience)) return 'other-audience'
  if (exp - iat > longestSeconds) return 'too-long'
  if (Math.max(iat, nbf ?? iat) > now + toleranceSeconds) return 'not-yet'
  if (exp <= now) return 'expired'
  return null
}

type Minted = Pick<EmbedClaims, 'namespaces' | 'views'> &
  Partial<Pick<EmbedClaims, 'theme' | 'window' | 'neighbours' | 'sub'>>

/** What a portal's backend does with its own means. `key` is a JWK with a `kid`. */
export function mintEmbedToken(
  claims: Minted,
  {
    key,
    audience,
    now,
    lifetimeSeconds = 600,
  }: { key: JWK; audience: string; now: number; lifetimeSeconds?: number },
): Promise<string> {
  const iat = Math.floor(now / 1000)
  return signEmbedClaims({ ...claims, aud: audience, iat, exp: iat + lifetimeSeconds }, key)
}

export async function signEmbedClaims(claims: unknown, key: JWK): Promise<string> {
  const alg = algorithmOf(key)
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg, ...(key.kid === undefined ? {} : { kid: key.kid }) })
    .sign(await importJWK(key, alg))
}
