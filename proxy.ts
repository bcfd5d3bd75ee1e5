import { type NextRequest, NextResponse } from 'next/server'
import { readEnv } from './lib/env'
import { isForeignHost } from './lib/identity/foreign-host'

/**
 * Headers that hold everywhere, a nonce for this document's scripts, and no foreign `Host`.
 * Never the only guard: readers ask for their viewer themselves.
 */
export function proxy(request: NextRequest): NextResponse {
  if (!isProbe(request) && isForeignHost(request.headers.get('host'), readEnv()))
    return new NextResponse('This server does not answer to that name.\n', { status: 421 })
  const nonce = btoa(crypto.randomUUID())
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // Next reads the nonce for its own scripts from the policy of the request.
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  for (const [name, value] of Object.entries(guards)) response.headers.set(name, value)
  response.headers.set('content-security-policy', policy)
  return response
}

/** A kubelet asks by the pod's address; the answers hold nothing. */
const isProbe = ({ nextUrl }: NextRequest) => /^\/(healthz|readyz)$/.test(nextUrl.pathname)

/** Built files are the same for everybody and hold no secret; next.config.js guards them. */
export const config = { matcher: '/((?!_next/static/).*)' }

const guards = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
}

export function contentSecurityPolicy(nonce: string, development: boolean): string {
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
    'frame-ancestors': "'none'",
  }
  return Object.entries(directives)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ')
}
