import 'server-only'
import { randomUUID } from 'node:crypto'
import type { OidcEnv } from '../env/auth'
import { type Claimed, personClaimed } from './oidc-claims'
import type { Granted } from './oidc-grants'
import { longestSessionMs, type Session } from './session'

const minute = 60_000
/** The provider is asked again before five minutes have gone. */
const renewAfterMs = 4 * minute
/** After that a session is not believed, unless the provider was asked again. */
const mostUncheckedMs = 5 * minute

type Begun = Exclude<Claimed, { kind: 'person' }> | { kind: 'signed-in'; session: Session }

/** What cannot be renewed ends by itself. */
export const isOverdue = ({ refreshToken, checkedAt }: Session, now: number): boolean =>
  refreshToken !== undefined && checkedAt + mostUncheckedMs <= now

/** The session of somebody who has just shown who they are. */
export function sessionOf(granted: Granted, oidc: OidcEnv, now: number): Begun {
  const claimed = personClaimed(granted.claims ?? {}, oidc)
  if (claimed.kind === 'refused') return claimed
  const { subject, refreshToken } = granted
  // What cannot be renewed ends with the proof that it stands on.
  const lifetime = refreshToken === undefined ? provedForMs(granted) : longestSessionMs
  return {
    kind: 'signed-in',
    session: {
      id: randomUUID(),
      subject,
      user: claimed.user,
      groups: claimed.groups,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      checkedAt: now,
      renewAt: renewAt(granted, now),
      expiresAt: now + lifetime,
    },
  }
}

/** The same session after the provider was asked again; it ends where it would have ended. */
export function renewedSession(
  session: Session,
  granted: Granted,
  oidc: OidcEnv,
  now: number,
): Begun {
  const claimed = granted.claims
    ? personClaimed(granted.claims, oidc)
    : { kind: 'person' as const, user: session.user, groups: session.groups }
  if (claimed.kind === 'refused') return claimed
  const refreshToken = granted.refreshToken ?? session.refreshToken
  return {
    kind: 'signed-in',
    session: {
      ...session,
      user: claimed.user,
      groups: claimed.groups,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      checkedAt: now,
      renewAt: renewAt(granted, now),
    },
  }
}

const provedForMs = ({ expiresInSeconds = 300 }: Granted) =>
  Math.min(longestSessionMs, Math.max(1, expiresInSeconds) * 1000)

/** Before the tokens end, and with time to try again. */
const renewAt = (granted: Granted, now: number) =>
  now + Math.min(renewAfterMs, provedForMs(granted) * 0.75)
