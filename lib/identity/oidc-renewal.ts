import 'server-only'
import type { Env } from '../env'
import type { OidcEnv } from '../env/auth'
import { logProblem } from '../log'
import { processState } from '../process-state'
import { redeemRefreshToken } from './oidc-grants'
import { renewedSession } from './oidc-session'
import {
  endedSessionLines,
  openSession,
  type Session,
  type SessionKeeping,
  sessionLines,
} from './session'

type Renewal = { kind: 'renewed' | 'ended'; lines: string[] } | { kind: 'failed' }

/**
 * Requests that left the browser with the same cookie get the same new one: most providers take a
 * refresh token once. After a failure the provider is left alone for a moment.
 */
const keptForMs: Record<Renewal['kind'], number> = { renewed: 60_000, ended: 60_000, failed: 5_000 }

type Kept = { until: number; renewal: Promise<Renewal> }
const flights = () => processState('session-renewals', () => new Map<string, Kept>())

/**
 * The `Set-Cookie` headers with which a session goes on, or has ended; `null` where it goes on as it
 * is. A provider that is away ends nothing at once: the session is believed for as long as one may be.
 */
export async function renewedLines(
  headers: Headers,
  { oidc }: Pick<Env, 'oidc'>,
  keeping: SessionKeeping,
): Promise<readonly string[] | null> {
  if (oidc === null) return null
  const session = await openSession(headers, keeping)
  if (session?.refreshToken === undefined || session.renewAt > Date.now()) return null
  const { refreshToken } = session
  const renewal = await once(`${session.id} ${session.checkedAt}`, () =>
    renew({ ...session, refreshToken }, oidc, keeping),
  )
  return renewal.kind === 'failed' ? null : renewal.lines
}

function once(key: string, begin: () => Promise<Renewal>): Promise<Renewal> {
  const all = flights()
  const now = Date.now()
  for (const [other, { until }] of all) if (until <= now) all.delete(other)
  const known = all.get(key)
  if (known) return known.renewal
  const kept: Kept = { until: Number.POSITIVE_INFINITY, renewal: begin() }
  all.set(key, kept)
  void kept.renewal.then(({ kind }) => {
    kept.until = Date.now() + keptForMs[kind]
  })
  return kept.renewal
}

/** Never throws: many wait for it. */
async function renew(
  session: Session & { refreshToken: string },
  oidc: OidcEnv,
  keeping: SessionKeeping,
): Promise<Renewal> {
  const ended: Renewal = { kind: 'ended', lines: endedSessionLines(keeping.isSecure) }
  try {
    const granted = await redeemRefreshToken(oidc, session.refreshToken, session.subject)
    const begun = renewedSession(session, granted, oidc, Date.now())
    if (begun.kind === 'refused') return ended
    const lines = await sessionLines(begun.session, keeping)
    return lines === null ? ended : { kind: 'renewed', lines }
  } catch (error) {
    if (isRefusal(error)) return ended
    logProblem('a session could not be renewed', {}, error)
    return { kind: 'failed' }
  }
}

/** RFC 6749, 5.2: the provider does not take this refresh token, or no longer. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'OtherPartyError' || ('error' in error && error.error === 'invalid_grant'))
