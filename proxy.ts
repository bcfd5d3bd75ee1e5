import { type NextRequest, NextResponse } from 'next/server'
import { readEnv } from './lib/env'
import { withCookie } from './lib/identity/cookie'
import { renewedLines } from './lib/identity/oidc-renewal'
import { sessionCookie } from './lib/identity/session'
import { sessionKeeping } from './lib/identity/session-keeping'
import { isEmbedPath, type TurnedAway, turnedAway } from './lib/server/front-door'

/**
 * Headers that hold everywhere, a nonce for this document's scripts, sessions that go on, and nothing
 * that no route answers. Never the only guard: readers ask for their viewer themselves.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl
  const { method } = request
  const away = turnedAway({ method, pathname, headers: request.headers }, readEnv())
  if (away) return refusal(away)
  const isEmbed = isEmbedPath(pathname)
  const isAuth = /^\/auth(\/|$)/.test(pathname)
  const nonce = btoa(crypto.randomUUID())
  const policy = contentSecurityPolicy(nonce, {
    development: process.env.NODE_ENV === 'development',
    ancestors: isEmbed ? (readEnv().embed?.origins ?? []) : [],
  })
  const headers = new Headers(request.headers)
  // A panel in somebody else's page knows nobody.
  if (isEmbed) headers.delete('cookie')
  headers.delete('x-binnacle-embed')
  if (isEmbed) headers.set('x-binnacle-embed', 'true')
  // A layout does not know its page's address.
  headers.set('x-binnacle-path', pathname + search)
  // What signs in or out has the last word about the cookie.
  const cookies = isEmbed || isAuth ? [] : await goOn(headers)
  headers.set('x-nonce', nonce)
  // Next reads the nonce for its own scripts from the policy of the request.
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  for (const [name, value] of Object.entries(isEmbed ? embedGuards : guards))
    response.headers.set(name, value)
  // Its addresses hold codes.
  if (isAuth) response.headers.set('referrer-policy', 'no-referrer')
  for (const line of cookies) response.headers.append('set-cookie', line)
  response.headers.set('content-security-policy', policy)
  return response
}

const refusal = ({ status, sentence, allow }: TurnedAway): NextResponse =>
  new NextResponse(`${sentence}\n`, {
    status,
    headers: {
      ...guards,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      ...(allow ? { allow } : {}),
    },
  })

/** Before a session's proof ends it is renewed, for the request as for the browser. */
async function goOn(headers: Headers): Promise<readonly string[]> {
  const env = readEnv()
  const keeping = sessionKeeping(headers, env)
  const lines = keeping && (await renewedLines(headers, env, keeping))
  if (!lines) return []
  headers.set('cookie', withCookie(headers, sessionCookie(keeping.isSecure), lines))
  return lines
}

/** Built files are the same for everybody and hold no secret; next.config.js guards them. */
export const config = { matcher: '/((?!_next/static/).*)' }

const guards = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  // Whoever opens us in a window of theirs gets no hold of it.
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=()',
}

/** Who may frame a panel is said by the policy alone: the older header knows no list of origins. */
const embedGuards = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }

export function contentSecurityPolicy(
  nonce: string,
  { development, ancestors }: { development: boolean; ancestors: readonly string[] },
): string {
  const directives = {
    'default-src': "'self'",
    // The development server evaluates its modules and talks to the page by WebSocket.
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    'style-src': development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    // React writes `style` attributes, for which there is no nonce.
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': development ? "'self' ws:" : "'self'",
    'worker-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': ancestors.length > 0 ? ancestors.join(' ') : "'none'",
  }
  return Object.entries(directives)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ')
}
