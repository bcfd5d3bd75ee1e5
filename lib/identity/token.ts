import 'server-only'
import type { Env } from '../env'
import { NotSignedIn } from './not-signed-in'
import { personSight } from './person-sees'
import { openSession } from './session'
import { sessionKeeping } from './session-keeping'
import { reviewToken } from './token-review'
import type { Viewer } from './viewer'

/**
 * Somebody with a Kubernetes token of their own, brought along or kept since they signed in with it.
 * What they do is done with it, and nothing else.
 */
export async function readTokenViewer(
  headers: Headers,
  env: Pick<Env, 'auth' | 'sessionKey' | 'publicUrl'>,
): Promise<Viewer> {
  const token = bearerOf(headers) ?? (await tokenOfSession(headers, env))
  const holder = token === null ? null : await reviewToken(token)
  if (token === null || holder === null) throw new NotSignedIn('token')
  const as = { kind: 'token', token } as const
  return { mode: 'token', user: holder.user, ...(await personSight(as)), reads: as, writes: as }
}

const bearerOf = (headers: Headers): string | null =>
  /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null

async function tokenOfSession(
  headers: Headers,
  env: Pick<Env, 'auth' | 'sessionKey' | 'publicUrl'>,
): Promise<string | null> {
  const keeping = sessionKeeping(headers, env)
  const session = keeping && (await openSession(headers, keeping))
  return session?.token ?? null
}
