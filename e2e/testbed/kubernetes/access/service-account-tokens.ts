import {
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyPairKeyObjectResult,
  randomUUID,
} from 'node:crypto'
import type { Cluster } from '../cluster'
import { type TokenLookup, type User, withAuthenticated } from './identities'

export type AccountClaims = {
  iss: string
  sub: string
  aud: string[]
  exp: number
  iat: number
  nbf: number
  jti: string
  'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } }
}

export type TokenRequest = {
  namespace: string
  name: string
  uid: string
  audiences: readonly string[]
  expirationSeconds: number
}

export type TokenIssuer = {
  issue(request: TokenRequest, issuer: string): { token: string; claims: AccountClaims }
  read(token: string): AccountClaims | null
  /** The public key, as the API server publishes it for others to check tokens. */
  keys(): { keys: object[] }
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const decode = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as AccountClaims

function claimsFor(request: TokenRequest, issuer: string): AccountClaims {
  const { namespace, name, uid, audiences, expirationSeconds } = request
  const now = Math.floor(Date.now() / 1_000)
  return {
    aud: [...audiences],
    exp: now + expirationSeconds,
    iat: now,
    iss: issuer,
    jti: randomUUID(),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
}

/** Signed tokens of ServiceAccounts, as the TokenRequest API gives them out. */
export function tokenIssuer(): TokenIssuer {
  let pair: KeyPairKeyObjectResult | null = null
  // Made when first asked for: most servers never give out a token.
  const keys = () => {
    pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    return pair
  }
  const header = { alg: 'RS256', kid: 'testbed' }
  return {
    issue: (request, issuer) => {
      const claims = claimsFor(request, issuer)
      const content = `${encode(header)}.${encode(claims)}`
      const signature = createSign('RSA-SHA256')
        .update(content)
        .sign(keys().privateKey, 'base64url')
      return { token: `${content}.${signature}`, claims }
    },
    read: (token) => {
      const [head, payload, signature] = token.split('.')
      if (!head || !payload || !signature) return null
      const verifier = createVerify('RSA-SHA256').update(`${head}.${payload}`)
      if (!verifier.verify(keys().publicKey, signature, 'base64url')) return null
      const claims = decode(payload)
      return claims.exp * 1_000 > Date.now() ? claims : null
    },
    keys: () => ({
      keys: [{ use: 'sig', ...header, ...keys().publicKey.export({ format: 'jwk' }) }],
    }),
  }
}

/** A token is good for as long as its ServiceAccount is the one that it was given to. */
export function accountLookup({ storage }: Cluster, issuer: TokenIssuer): TokenLookup {
  return (token): User | null => {
    const claims = issuer.read(token)
    if (!claims) return null
    const { namespace, serviceaccount } = claims['kubernetes.io']
    const account = storage.get('/serviceaccounts', namespace, serviceaccount.name)
    if (account?.metadata.uid !== serviceaccount.uid) return null
    return {
      name: claims.sub,
      uid: serviceaccount.uid,
      groups: withAuthenticated(['system:serviceaccounts', `system:serviceaccounts:${namespace}`]),
      extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] },
    }
  }
}
