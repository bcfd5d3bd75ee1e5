import { decodeJwt, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'

/** What is wrong with the ID tokens that are issued. */
export const flaws = [
  'none',
  'forged',
  'unsigned',
  'expired',
  'other-audience',
  'other-party',
  'other-issuer',
  'other-nonce',
] as const
export type Flaw = (typeof flaws)[number]

export type SigningKey = { key: CryptoKey; kid: string }

const hour = 3600

function flawed(flaw: Flaw, claims: JWTPayload): JWTPayload {
  switch (flaw) {
    case 'expired':
      return { ...claims, exp: (claims.iat ?? 0) - hour, iat: (claims.iat ?? 0) - 2 * hour }
    case 'other-audience':
      return { ...claims, aud: 'another-client' }
    case 'other-party':
      return { ...claims, azp: 'another-client' }
    case 'other-issuer':
      return { ...claims, iss: 'https://issuer.example' }
    case 'other-nonce':
      return { ...claims, nonce: 'of-another-sign-in' }
    default:
      return claims
  }
}

/** The token that the provider wrote, as somebody who means harm would have written it. */
export async function withFlaw(idToken: string, flaw: Flaw, own: SigningKey): Promise<string> {
  if (flaw === 'none') return idToken
  const claims = flawed(flaw, decodeJwt(idToken))
  if (flaw === 'unsigned') return new UnsecuredJWT(claims).encode()
  const key = flaw === 'forged' ? (await generateKeyPair('RS256')).privateKey : own.key
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: own.kid }).sign(key)
}
