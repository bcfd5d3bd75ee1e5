import 'server-only'
import type { SignInRefusal } from '../../domain/sign-in-refusal'

/** As oauth4webapi and openid-client call them; their classes are loaded several times. */
const ofCodes: Readonly<Record<string, SignInRefusal>> = {
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'clock',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'not-for-us',
  OAUTH_TIMEOUT: 'provider-away',
  // A proxy in front of a provider that is down answers with a page, or 502.
  OAUTH_RESPONSE_IS_NOT_CONFORM: 'provider-away',
  OAUTH_RESPONSE_IS_NOT_JSON: 'provider-away',
}

/** RFC 6749, 4.1.2.1 and 5.2. */
const ofErrors: Readonly<Record<string, SignInRefusal>> = {
  access_denied: 'denied',
  server_error: 'provider-away',
  temporarily_unavailable: 'provider-away',
  // A code that has been used, or has waited too long.
  invalid_grant: 'lost',
}

const wordOf = (error: Error, member: 'code' | 'error'): string => {
  const value: unknown = Object.getOwnPropertyDescriptor(error, member)?.value
  return typeof value === 'string' ? value : ''
}

/** What of a failed sign-in may be said; its cause is in the log. */
export function whyRefused(error: unknown): SignInRefusal {
  if (!(error instanceof Error)) return 'failed'
  if (error.name === 'OtherPartyError') return 'not-for-us'
  const told = wordOf(error, 'error')
  if (told !== '') return ofErrors[told] ?? 'provider-refused'
  // What `fetch` throws where nobody answers, or not as who they should be.
  if (error instanceof TypeError) return 'provider-away'
  return ofCodes[wordOf(error, 'code')] ?? 'failed'
}
