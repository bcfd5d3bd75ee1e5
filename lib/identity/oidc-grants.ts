import 'server-only'
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  refreshTokenGrant,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
  tokenRevocation,
} from 'openid-client'
import type { OidcEnv } from '../env/auth'
import type { Claims } from './oidc-claims'
import { connectToProvider, forgetProvider } from './oidc-connection'

/** What is kept of one sign-in between its two halves. */
export type Secrets = { state: string; nonce: string; verifier: string }

export type Granted = {
  subject: string
  /** `null` where a renewal says nothing new about the person. */
  claims: Claims | null
  refreshToken: string | undefined
  expiresInSeconds: number | undefined
}

type Answer = TokenEndpointResponse & TokenEndpointResponseHelpers

/** What fails may have moved, or have been started anew: it is looked for again the next time. */
async function withProvider<T>(
  oidc: OidcEnv,
  use: (provider: Configuration) => Promise<T>,
): Promise<T> {
  try {
    return await use(await connectToProvider(oidc))
  } catch (error) {
    forgetProvider()
    throw error
  }
}

export const authorizationAddress = (
  oidc: OidcEnv,
  redirectUri: string,
  { state, nonce, verifier }: Secrets,
): Promise<URL> =>
  withProvider(oidc, async (provider) =>
    buildAuthorizationUrl(provider, {
      redirect_uri: redirectUri,
      scope: oidc.scopes.join(' '),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }),
  )

/** `address` is the one that the person came back to, with the code in it. */
export const redeemCode = (
  oidc: OidcEnv,
  address: URL,
  { state, nonce, verifier }: Secrets,
): Promise<Granted> =>
  withProvider(oidc, async (provider) => {
    const answer = await authorizationCodeGrant(provider, address, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    return granted(provider, oidc, answer)
  })

export const redeemRefreshToken = (
  oidc: OidcEnv,
  refreshToken: string,
  subject: string,
): Promise<Granted> =>
  withProvider(oidc, async (provider) =>
    granted(provider, oidc, await refreshTokenGrant(provider, refreshToken), subject),
  )

/** Where the provider can. */
export const revokeRefreshToken = (oidc: OidcEnv, refreshToken: string): Promise<void> =>
  withProvider(oidc, async (provider) => {
    if (provider.serverMetadata().revocation_endpoint === undefined) return
    await tokenRevocation(provider, refreshToken, { token_type_hint: 'refresh_token' })
  })

/** A token that proves something, and not of whom it should. */
export class OtherPartyError extends Error {
  override readonly name = 'OtherPartyError'
}

async function granted(
  provider: Configuration,
  oidc: OidcEnv,
  answer: Answer,
  known?: string,
): Promise<Granted> {
  const claims = answer.claims()
  const subject = claims?.sub ?? known
  if (subject === undefined || (known !== undefined && subject !== known))
    throw new OtherPartyError('the ID token is of somebody else')
  // The library asks this only of a token with several audiences.
  if (claims?.azp !== undefined && claims.azp !== oidc.clientId)
    throw new OtherPartyError('the ID token was made for another party')
  return {
    subject,
    claims: await allClaims(provider, oidc, answer, subject),
    refreshToken: answer.refresh_token,
    expiresInSeconds: answer.expires_in,
  }
}

/** Some providers tell in the ID token who signed in, and only at an endpoint what they are called. */
async function allClaims(
  provider: Configuration,
  { userClaim, groupsClaim }: OidcEnv,
  answer: Answer,
  subject: string,
): Promise<Claims | null> {
  const told: Claims | undefined = answer.claims()
  const isWhole = told && userClaim in told && groupsClaim in told
  if (isWhole || provider.serverMetadata().userinfo_endpoint === undefined) return told ?? null
  const more = await fetchUserInfo(provider, answer.access_token, subject)
  return { ...told, ...more }
}
