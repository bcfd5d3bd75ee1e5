import 'server-only'
import { readEnv } from '../../env'
import type { OidcEnv } from '../../env/auth'
import { revokeRefreshToken } from '../../identity/oidc-grants'
import { denySession, endedSessionLines, openSession, type Session } from '../../identity/session'
import { sessionKeeping } from '../../identity/session-keeping'
import { logProblem } from '../../log'
import { problemResponse } from '../problem'
import { requestIdOf } from '../request'
import { refuseForeign } from '../request-guard'
import { notHere, sessionSet } from './session-response'

/** POST /auth/logout: the cookie is taken away, and whoever has kept a copy is refused. */
export async function signOut({ headers }: Request): Promise<Response> {
  const requestId = requestIdOf(headers)
  const foreign = refuseForeign(headers)
  if (foreign) return problemResponse({ type: 'about:blank', ...foreign, requestId })
  const env = readEnv()
  const keeping = sessionKeeping(headers, env)
  if (keeping === null) return notHere(requestId)
  const session = await openSession(headers, keeping)
  if (session !== null) {
    denySession(session)
    await takeBack(session, env.oidc, requestId)
  }
  return sessionSet(endedSessionLines(keeping.isSecure), requestId)
}

/** Where the provider can, and answers within its five seconds: nobody is kept for one that is away. */
async function takeBack(
  { refreshToken }: Session,
  oidc: OidcEnv | null,
  requestId: string,
): Promise<void> {
  if (oidc === null || refreshToken === undefined) return
  try {
    await revokeRefreshToken(oidc, refreshToken)
  } catch (error) {
    logProblem('a refresh token could not be taken back', { requestId }, error)
  }
}
