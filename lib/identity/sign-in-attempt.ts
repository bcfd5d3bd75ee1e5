import 'server-only'
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import { z } from 'zod'
import { type Cookie, cookieLines, forgetCookieLines, readCookie } from './cookie'
import { seal, unseal } from './seal'
import type { SessionKeeping } from './session'

const attempt = z.object({
  state: z.string().min(1),
  nonce: z.string().min(1),
  verifier: z.string().min(1),
  /** A path of this console (`localPath`). */
  returnTo: z.string(),
  /** Epoch ms. */
  expiresAt: z.number(),
})

/** One way to the provider and back, as a sealed cookie keeps it in the meantime. It holds secrets. */
export type SignInAttempt = z.infer<typeof attempt>

/** As long as somebody looks for their second factor. */
const longestMs = 10 * 60_000

const attemptCookie = (isSecure: boolean): Cookie => ({ name: 'sign-in', isSecure })

export const newAttempt = (returnTo: string): SignInAttempt => ({
  state: randomState(),
  nonce: randomNonce(),
  verifier: randomPKCECodeVerifier(),
  returnTo,
  expiresAt: Date.now() + longestMs,
})

export async function attemptLines(
  begun: SignInAttempt,
  { key, isSecure }: SessionKeeping,
): Promise<string[] | null> {
  const text = await seal('sign-in', begun, key)
  return cookieLines(attemptCookie(isSecure), text, longestMs / 1000)
}

export const endedAttemptLines = (isSecure: boolean): string[] =>
  forgetCookieLines(attemptCookie(isSecure))

/** `null` for none, one that is over, and one whose `state` is another: not what came back. */
export async function openAttempt(
  headers: Headers,
  state: string | null,
  { key, isSecure }: SessionKeeping,
): Promise<SignInAttempt | null> {
  const text = readCookie(headers, attemptCookie(isSecure))
  const opened = text === null ? null : await unseal('sign-in', text, attempt, key)
  return opened && opened.state === state && opened.expiresAt > Date.now() ? opened : null
}
