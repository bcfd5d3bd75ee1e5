import 'server-only'
import { z } from 'zod'
import { processState } from '../process-state'
import { type Cookie, cookieLines, forgetCookieLines, readCookie } from './cookie'
import { seal, unseal } from './seal'

const session = z.object({
  id: z.string().min(1),
  subject: z.string(),
  user: z.string().min(1),
  groups: z.array(z.string()),
  /** In mode `oidc`, where the provider gives one. */
  refreshToken: z.string().optional(),
  /** In mode `token`: the person's own. */
  token: z.string().optional(),
  /** When somebody else has last said that this is who they are. Epoch ms, as the others. */
  checkedAt: z.number(),
  /** From when on it is asked for again. */
  renewAt: z.number(),
  expiresAt: z.number(),
})

/** Who has signed in, as the sealed cookie keeps it. It holds secrets: never log one. */
export type Session = z.infer<typeof session>

/** A day's work; then somebody signs in again, whatever would be renewed. */
export const longestSessionMs = 12 * 60 * 60_000

export type SessionKeeping = { key: Uint8Array; isSecure: boolean }

export const sessionCookie = (isSecure: boolean): Cookie => ({ name: 'session', isSecure })

/** `null` where it does not fit into the cookie. */
export async function sessionLines(
  kept: Session,
  { key, isSecure }: SessionKeeping,
): Promise<string[] | null> {
  const text = await seal('session', kept, key)
  return cookieLines(sessionCookie(isSecure), text, (kept.expiresAt - Date.now()) / 1000)
}

export const endedSessionLines = (isSecure: boolean): string[] =>
  forgetCookieLines(sessionCookie(isSecure))

/** `null` for no cookie, one that we did not make, one that is over, and one that was signed out. */
export async function openSession(
  headers: Headers,
  { key, isSecure }: SessionKeeping,
): Promise<Session | null> {
  const text = readCookie(headers, sessionCookie(isSecure))
  const opened = text === null ? null : await unseal('session', text, session, key)
  if (opened === null || opened.expiresAt <= Date.now() || isDenied(opened)) return null
  return opened
}

/** Signed out in this process, until they would have ended by themselves. */
const denied = () => processState('denied-sessions', () => new Map<string, number>())

export function denySession({ id, expiresAt }: Session): void {
  const ids = denied()
  for (const [other, end] of ids) if (end <= Date.now()) ids.delete(other)
  ids.set(id, expiresAt)
}

export const isDenied = ({ id }: Pick<Session, 'id'>): boolean => denied().has(id)
