import 'server-only'
import { readEnv } from '../env'
import { isForeignHost } from '../identity/foreign-host'

/** Why a request may not write, whoever sends it. */
export type Refused = { status: number; title: string; detail?: string }

/**
 * A page of somebody else's can make a browser send a request, but not with our own address as its
 * origin, and not with JSON unless we allow it. Both are asked for; neither is left out for requests
 * that look as if no browser had sent them.
 */
export function refuseForeign(headers: Headers): Refused | null {
  const host = headers.get('host')
  if (isForeignHost(host, readEnv()))
    return { status: 421, title: 'This server does not answer to that name' }
  if (!isSameOrigin(headers, host))
    return {
      status: 403,
      title: 'The request does not come from this console',
      detail: 'Writes need an Origin header with the console’s own address.',
    }
  if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? ''))
    return {
      status: 415,
      title: 'The body must be JSON',
      detail: 'Send it with content-type: application/json.',
    }
  return null
}

/**
 * Whether a page of somebody else's makes a browser ask. It could not read the answer, but it could
 * keep us, our upstreams and our streams busy. A link to us is no such thing.
 * https://web.dev/articles/fetch-metadata
 */
export function isForeignRead(headers: Headers): boolean {
  const origin = headers.get('origin')
  if (origin !== null && !isOwnOrigin(origin, headers.get('host'))) return true
  const site = headers.get('sec-fetch-site')
  if (site === null || site === 'same-origin' || site === 'none') return false
  const isLink =
    headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document'
  return !isLink
}

export const refuseForeignRead = (headers: Headers): Refused | null =>
  isForeignRead(headers)
    ? {
        status: 403,
        title: 'The request does not come from this console',
        detail: 'A page of another site may link to this, but not fetch it.',
      }
    : null

function isSameOrigin(headers: Headers, host: string | null): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  return isOwnOrigin(headers.get('origin') ?? '', host)
}

/** By host and port: a proxy that ends TLS hides the scheme. */
const isOwnOrigin = (origin: string, host: string | null): boolean =>
  host !== null && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()

const mostBytes = 64 * 1024

export type ReadBody = { kind: 'read'; value: unknown } | { kind: 'refused'; refused: Refused }

/** Stops reading where it becomes too much, whatever the length that was announced. */
export async function readJson(request: Request): Promise<ReadBody> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > mostBytes) return refused(413, 'The body is too large')
    chunks.push(chunk)
  }
  try {
    return { kind: 'read', value: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    // The parser's words quote the body; that it is no JSON is all there is to say.
    return refused(400, 'The body is not JSON')
  }
}

const refused = (status: number, title: string): ReadBody => ({
  kind: 'refused',
  refused: { status, title },
})
