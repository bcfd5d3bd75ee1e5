import 'server-only'
import type { SignInRefusal } from '../../domain/sign-in-refusal'
import { readEnv } from '../../env'
import type { OidcEnv } from '../../env/auth'
import { actsAs } from '../../identity/oidc'
import { authorizationAddress, redeemCode } from '../../identity/oidc-grants'
import { sessionOf } from '../../identity/oidc-session'
import { localPath, signInPath } from '../../identity/return-to'
import { openSession, type SessionKeeping, sessionLines } from '../../identity/session'
import { sessionKeeping } from '../../identity/session-keeping'
import {
  attemptLines,
  endedAttemptLines,
  newAttempt,
  openAttempt,
  type SignInAttempt,
} from '../../identity/sign-in-attempt'
import { logProblem } from '../../log'
import { requestIdOf } from '../request'
import { leadTo, notHere } from './session-response'
import { whyRefused } from './why-refused'

type Provider = {
  oidc: OidcEnv
  keeping: SessionKeeping
  publicUrl: string
  impersonateSystem: readonly string[]
}

/** `null` in the modes without a provider. */
function providerOf(headers: Headers): Provider | null {
  const env = readEnv()
  const { oidc, publicUrl, impersonateSystem } = env
  const keeping = sessionKeeping(headers, env)
  if (oidc === null || publicUrl === null || keeping === null) return null
  return { oidc, publicUrl, keeping, impersonateSystem }
}

const callback = '/auth/callback'

/** GET /auth/start: to the provider, with what proves afterwards that it was this browser that left. */
export async function startCodeFlow({ url, headers }: Request): Promise<Response> {
  const requestId = requestIdOf(headers)
  const provider = providerOf(headers)
  if (provider === null) return notHere(requestId)
  const { oidc, keeping, publicUrl } = provider
  const attempt = newAttempt(localPath(new URL(url).searchParams.get('return-to')))
  try {
    const address = await authorizationAddress(oidc, publicUrl + callback, attempt)
    return leadTo(address, (await attemptLines(attempt, keeping)) ?? [])
  } catch (error) {
    const why = whyRefused(error)
    logProblem('the way to the sign-in provider is closed', { why, requestId }, error)
    return refused(provider, why, attempt.returnTo)
  }
}

/** GET /auth/callback: back from the provider, with a code that is worth something once. */
export async function finishCodeFlow({ url, headers }: Request): Promise<Response> {
  const requestId = requestIdOf(headers)
  const provider = providerOf(headers)
  if (provider === null) return notHere(requestId)
  const { search, searchParams } = new URL(url)
  const attempt = await openAttempt(headers, searchParams.get('state'), provider.keeping)
  if (attempt === null) return lost(provider, headers)
  try {
    const signedIn = await redeem(provider, attempt, search)
    if (typeof signedIn === 'string') return refused(provider, signedIn, attempt.returnTo)
    const lines = [...signedIn, ...endedAttemptLines(provider.keeping.isSecure)]
    return leadTo(provider.publicUrl + attempt.returnTo, lines)
  } catch (error) {
    const why = whyRefused(error)
    logProblem('signing in was refused', { why, requestId }, error)
    return refused(provider, why, attempt.returnTo)
  }
}

/** The session's `Set-Cookie` headers, or why there is none. */
async function redeem(
  { oidc, keeping, publicUrl, impersonateSystem }: Provider,
  attempt: SignInAttempt,
  search: string,
): Promise<string[] | SignInRefusal> {
  // The address that the provider knows, whatever a proxy in between has made of it.
  const address = new URL(callback + search, publicUrl)
  const begun = sessionOf(await redeemCode(oidc, address, attempt), oidc, Date.now())
  if (begun.kind === 'refused') return begun.why
  if (actsAs(begun.session, impersonateSystem) === null) return 'reserved-name'
  return (await sessionLines(begun.session, keeping)) ?? 'too-many-groups'
}

const refused = ({ keeping, publicUrl }: Provider, why: SignInRefusal, returnTo: string) =>
  leadTo(publicUrl + signInPath(returnTo, why), endedAttemptLines(keeping.isSecure))

/** Two tabs that sign in share one attempt: the second to come back finds the first signed in. */
async function lost(provider: Provider, headers: Headers): Promise<Response> {
  const session = await openSession(headers, provider.keeping)
  return session ? leadTo(`${provider.publicUrl}/`) : refused(provider, 'lost', '/')
}
