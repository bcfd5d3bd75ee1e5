import 'server-only'
import { randomUUID } from 'node:crypto'

/** Next's second argument: what the path of the route names. */
export type RouteContext = { params: Promise<Readonly<Record<string, string>>> }

/** A proxy's own id is kept when it is harmless, so that one request has one id in all logs. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id') ?? ''
  return /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
}
