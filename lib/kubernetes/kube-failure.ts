import 'server-only'
import { UpstreamError, type UpstreamFailure } from '../errors'

/** What a status says about the API server; a body's words stay in the log. */
export function failureOfStatus(status: number): UpstreamFailure {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 408 || status === 504) return 'timeout'
  // In front of an API server that is down a load balancer answers 502 or 503.
  if (status === 502 || status === 503) return 'unreachable'
  // No redirect is followed: what redirects is a login page, not an API server.
  if (status < 400) return 'malformed'
  return 'rejected'
}

const timeoutCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
])

/** No answer at all: `fetch failed` with the socket's own error as its cause, or our deadline. */
export function failureOf(cause: unknown): UpstreamError {
  const timedOut = causesOf(cause).some(
    (error) =>
      error.name === 'TimeoutError' || timeoutCodes.has('code' in error ? String(error.code) : ''),
  )
  return new UpstreamError('kubernetes', timedOut ? 'timeout' : 'unreachable', { cause })
}

export function failedWith(status: number, body: string): UpstreamError {
  return new UpstreamError('kubernetes', failureOfStatus(status), {
    cause: new Error(`HTTP ${status}: ${body.slice(0, 300)}`),
  })
}

function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : []
}
