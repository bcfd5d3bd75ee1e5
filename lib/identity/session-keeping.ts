import 'server-only'
import type { Env } from '../env'
import type { SessionKeeping } from './session'

/** How sessions are kept here; `null` in a mode that has none. */
export function sessionKeeping(
  headers: Headers,
  { auth, sessionKey, publicUrl }: Pick<Env, 'auth' | 'sessionKey' | 'publicUrl'>,
): SessionKeeping | null {
  if (sessionKey === null || (auth !== 'oidc' && auth !== 'token')) return null
  // Whoever lies about the scheme spoils a cookie of their own.
  const scheme = publicUrl === null ? headers.get('x-forwarded-proto') : new URL(publicUrl).protocol
  return { key: sessionKey, isSecure: /^https\b/.test(scheme ?? '') }
}
