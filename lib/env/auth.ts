import 'server-only'
import { z } from 'zod'
import { listOf, readableFile, secretOf } from './variable'

export const authModes = ['kubeconfig', 'anonymous', 'token', 'oidc', 'header'] as const
export type AuthMode = (typeof authModes)[number]

/** Put before what somebody else claims, so that it cannot meet a name that the cluster already uses. */
export type Prefixes = { user: string; group: string }

export type OidcEnv = {
  issuer: string
  clientId: string
  clientSecret: string | null
  scopes: readonly string[]
  userClaim: string
  groupsClaim: string
  /** Only these groups are kept of a person's; `null` keeps all. */
  groups: readonly string[] | null
  caFile: string | null
  prefixes: Prefixes
}

/** How a proxy shows that it is the one whose headers count. */
export type HeaderProof = { kind: 'secret'; secret: string }

export type HeaderEnv = { user: string; groups: string; proof: HeaderProof; prefixes: Prefixes }

export type AuthEnv = {
  auth: AuthMode
  /** Nobody changes anything, in any mode. */
  viewOnly: boolean
  /** The origin that people reach the console by, without a slash at its end. */
  publicUrl: string | null
  /** 32 bytes. */
  sessionKey: Uint8Array | null
  /** In mode `oidc` only. */
  oidc: OidcEnv | null
  /** In mode `header` only. */
  header: HeaderEnv | null
  /** `system:` users and groups that may be impersonated all the same. */
  impersonateSystem: readonly string[]
}

const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/, { error: 'must be the name of a header' })

const origin = z
  .string()
  .refine(
    (text) => {
      if (!URL.canParse(text)) return false
      const { protocol, username, password, pathname, search, hash } = new URL(text)
      const plain = !username && !password && pathname === '/' && !search && !hash
      return plain && /^https?:$/.test(protocol)
    },
    { error: 'must be an address without a path, such as https://binnacle.example.com' },
  )
  .transform((text) => new URL(text).origin)

const issuer = z.string().refine(
  (text) => {
    if (!URL.canParse(text)) return false
    const { protocol, hostname, search, hash } = new URL(text)
    const isHere = /^(localhost|127\.0\.0\.1)$/.test(hostname)
    const isSafe = protocol === 'https:' || (protocol === 'http:' && isHere)
    return isSafe && !search && !hash
  },
  { error: 'must be an https address, such as https://id.example.com/realms/staff' },
)

export const authVariables = {
  BINNACLE_AUTH: z.enum(authModes, { error: `must be one of: ${authModes.join(', ')}` }).optional(),
  BINNACLE_VIEW_ONLY: z.enum(['true', 'false'], { error: 'must be true or false' }).optional(),
  BINNACLE_PUBLIC_URL: origin.optional(),
  BINNACLE_SESSION_KEY: z.string().optional(),
  BINNACLE_SESSION_KEY_FILE: readableFile,
  BINNACLE_OIDC_ISSUER: issuer.optional(),
  BINNACLE_OIDC_CLIENT_ID: z.string().optional(),
  BINNACLE_OIDC_CLIENT_SECRET: z.string().optional(),
  BINNACLE_OIDC_CLIENT_SECRET_FILE: readableFile,
  BINNACLE_OIDC_SCOPES: z.string().default('openid profile email offline_access'),
  BINNACLE_OIDC_USER_CLAIM: z.string().default('email'),
  BINNACLE_OIDC_GROUPS_CLAIM: z.string().default('groups'),
  BINNACLE_OIDC_GROUPS: z.string().optional(),
  BINNACLE_OIDC_CA_FILE: readableFile,
  BINNACLE_OIDC_USER_PREFIX: z.string().default(''),
  BINNACLE_OIDC_GROUP_PREFIX: z.string().default(''),
  BINNACLE_HEADER_USER: headerName.default('X-Forwarded-User'),
  BINNACLE_HEADER_GROUPS: headerName.default('X-Forwarded-Groups'),
  BINNACLE_HEADER_SECRET: z.string().optional(),
  BINNACLE_HEADER_SECRET_FILE: readableFile,
  BINNACLE_HEADER_PROXY_ADDRESSES: z.string().optional(),
  BINNACLE_HEADER_USER_PREFIX: z.string().default(''),
  BINNACLE_HEADER_GROUP_PREFIX: z.string().default(''),
  BINNACLE_IMPERSONATE_SYSTEM: z.string().default(''),
}

type Variables = z.output<z.ZodObject<typeof authVariables>>

/** What is half configured is answered with a sentence that names the variable. */
export function authEnv(set: Variables): AuthEnv | string {
  const auth = set.BINNACLE_AUTH ?? 'kubeconfig'
  const oidc = auth === 'oidc' ? oidcEnv(set) : null
  if (typeof oidc === 'string') return oidc
  const header = auth === 'header' ? headerEnv(set) : null
  if (typeof header === 'string') return header
  const sessionKey = sessionKeyOf(set, auth)
  if (typeof sessionKey === 'string') return sessionKey
  return {
    auth,
    viewOnly: set.BINNACLE_VIEW_ONLY === 'true',
    publicUrl: set.BINNACLE_PUBLIC_URL ?? null,
    sessionKey,
    oidc,
    header,
    impersonateSystem: listOf(set.BINNACLE_IMPERSONATE_SYSTEM),
  }
}

function oidcEnv(set: Variables): OidcEnv | string {
  const { BINNACLE_OIDC_ISSUER: issuer, BINNACLE_OIDC_CLIENT_ID: clientId } = set
  if (!issuer) return 'BINNACLE_OIDC_ISSUER is not set; BINNACLE_AUTH=oidc signs people in there.'
  if (!clientId)
    return 'BINNACLE_OIDC_CLIENT_ID is not set; BINNACLE_AUTH=oidc is known to the issuer by it.'
  if (!set.BINNACLE_PUBLIC_URL)
    return 'BINNACLE_PUBLIC_URL is not set; BINNACLE_AUTH=oidc is led back there after signing in.'
  const clientSecret = secretOf(set, 'BINNACLE_OIDC_CLIENT_SECRET')
  if (clientSecret.kind === 'refused') return clientSecret.sentence
  const scopes = listOf(set.BINNACLE_OIDC_SCOPES)
  if (!scopes.includes('openid'))
    return 'BINNACLE_OIDC_SCOPES must hold openid; without it nobody says who is asking.'
  const groups = listOf(set.BINNACLE_OIDC_GROUPS ?? '')
  return {
    issuer,
    clientId,
    clientSecret: clientSecret.secret,
    scopes,
    userClaim: set.BINNACLE_OIDC_USER_CLAIM,
    groupsClaim: set.BINNACLE_OIDC_GROUPS_CLAIM,
    groups: groups.length > 0 ? groups : null,
    caFile: set.BINNACLE_OIDC_CA_FILE ?? null,
    prefixes: { user: set.BINNACLE_OIDC_USER_PREFIX, group: set.BINNACLE_OIDC_GROUP_PREFIX },
  }
}

/** Below this a secret can be tried out. */
const shortestSecret = 16

function headerEnv(set: Variables): HeaderEnv | string {
  const secret = secretOf(set, 'BINNACLE_HEADER_SECRET')
  if (secret.kind === 'refused') return secret.sentence
  const addresses = listOf(set.BINNACLE_HEADER_PROXY_ADDRESSES ?? '')
  const proof = proofOf(secret.secret, addresses)
  if (typeof proof === 'string') return proof
  return {
    user: set.BINNACLE_HEADER_USER,
    groups: set.BINNACLE_HEADER_GROUPS,
    proof,
    prefixes: { user: set.BINNACLE_HEADER_USER_PREFIX, group: set.BINNACLE_HEADER_GROUP_PREFIX },
  }
}

function proofOf(secret: string | null, addresses: readonly string[]): HeaderProof | string {
  // Next tells a handler no socket address, and what a header says of it anybody can write.
  if (addresses.length > 0)
    return 'BINNACLE_HEADER_PROXY_ADDRESSES is not possible: this server cannot tell the socket’s own address from one that a client has written. Set BINNACLE_HEADER_SECRET_FILE.'
  if (secret === null)
    return 'BINNACLE_HEADER_SECRET is not set (nor BINNACLE_HEADER_SECRET_FILE); without it anybody could send the headers of BINNACLE_AUTH=header.'
  if (secret.length < shortestSecret)
    return `BINNACLE_HEADER_SECRET must have at least ${shortestSecret} characters.`
  return { kind: 'secret', secret }
}

const keyBytes = 32
const howToMakeAKey = 'make one with: openssl rand -base64 32'

/** Sealed cookies are as good as the key: no key of few different bytes, and none from an example. */
function sessionKeyOf(set: Variables, auth: AuthMode): Uint8Array | null | string {
  const given = secretOf(set, 'BINNACLE_SESSION_KEY')
  if (given.kind === 'refused') return given.sentence
  if (given.secret === null)
    return auth === 'oidc' || auth === 'token'
      ? `BINNACLE_SESSION_KEY is not set (nor BINNACLE_SESSION_KEY_FILE); BINNACLE_AUTH=${auth} seals its cookies with it; ${howToMakeAKey}.`
      : null
  const bytes = /^[A-Za-z0-9+/]{43}=?$/.test(given.secret)
    ? Buffer.from(given.secret, 'base64')
    : null
  if (bytes?.length !== keyBytes)
    return `BINNACLE_SESSION_KEY must be ${keyBytes} bytes as base64; ${howToMakeAKey}.`
  if (isKnownKey(bytes)) return `BINNACLE_SESSION_KEY can be guessed; ${howToMakeAKey}.`
  return new Uint8Array(bytes)
}

/** 32 random bytes are nearly all different, and hardly ever all printable. */
function isKnownKey(bytes: Buffer): boolean {
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
  return isText || new Set(bytes).size < 16
}
