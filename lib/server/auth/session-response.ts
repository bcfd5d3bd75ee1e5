import 'server-only'
import { problemResponse } from '../problem'

const withLines = (headers: Record<string, string>, lines: readonly string[]): Headers => {
  const all = new Headers({ 'cache-control': 'no-store', ...headers })
  for (const line of lines) all.append('set-cookie', line)
  return all
}

/** Away from an address that holds a code: it stays in no address bar and in no history. */
export const leadTo = (location: string | URL, lines: readonly string[] = []): Response =>
  new Response(null, { status: 303, headers: withLines({ location: String(location) }, lines) })

export const sessionSet = (lines: readonly string[], requestId: string): Response =>
  Response.json({ data: {} }, { headers: withLines({ 'x-request-id': requestId }, lines) })

/** In a mode that has no such way to sign in. */
export const notHere = (requestId: string): Response =>
  problemResponse({
    type: 'about:blank',
    title: 'This console signs nobody in that way',
    status: 404,
    requestId,
  })
