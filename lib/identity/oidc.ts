import 'server-only'
import type { Env } from '../env'
import { impersonated } from './impersonation'
import { NotSignedIn } from './not-signed-in'
import { isOverdue } from './oidc-session'
import { personSight } from './person-sees'
import { openSession, type Session } from './session'
import { sessionKeeping } from './session-keeping'
import type { Viewer } from './viewer'

/** The names in a session have their prefixes already. */
const noPrefixes = { user: '', group: '' }

/** Whom Kubernetes is asked about for a session; `null` for a name that is Kubernetes' own. */
export const actsAs = (session: Pick<Session, 'user' | 'groups'>, listed: readonly string[]) =>
  impersonated(session, noPrefixes, listed)

/** Somebody who has signed in at the provider, and of whom it has said so a short while ago. */
export async function readOidcViewer(
  headers: Headers,
  env: Pick<Env, 'auth' | 'sessionKey' | 'publicUrl' | 'impersonateSystem'>,
): Promise<Viewer> {
  const keeping = sessionKeeping(headers, env)
  const session = keeping && (await openSession(headers, keeping))
  if (session === null || isOverdue(session, Date.now())) throw new NotSignedIn('oidc')
  const as = actsAs(session, env.impersonateSystem)
  if (as === null) throw new NotSignedIn('oidc')
  return { mode: 'oidc', user: as.user, ...(await personSight(as)), reads: as, writes: as }
}
