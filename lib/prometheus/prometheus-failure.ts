import 'server-only'
import { UpstreamError, type UpstreamFailure } from '../errors'

/** What a status alone says, where the body is not Prometheus' own words. */
function failureOfStatus(status: number): UpstreamFailure {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 408 || status === 504) return 'timeout'
  // In front of a Prometheus that is down a proxy answers 502 or 503.
  if (status === 502 || status === 503) return 'unreachable'
  // No redirect is followed: what redirects, or answers 200 with a page, is a login form.
  if (status < 400) return 'malformed'
  return 'rejected'
}

/** https://github.com/prometheus/prometheus/blob/main/web/api/v1/api.go, errorType */
const failureOfType: Record<string, UpstreamFailure> = {
  timeout: 'timeout',
  canceled: 'timeout',
  unavailable: 'unreachable',
  not_found: 'not-found',
}

export type ErrorWords = { errorType: string; error: string }

/** An answer that is no success. `words` are those of its error envelope, where it had one. */
export function failedWith(status: number, words: ErrorWords | null, why: string): UpstreamError {
  const cause = new Error(`HTTP ${status}: ${words ? `${words.errorType}: ${words.error}` : why}`)
  const byStatus = failureOfStatus(status)
  if (words === null || byStatus === 'unauthorized' || byStatus === 'forbidden')
    return new UpstreamError('prometheus', byStatus, { cause })
  return new UpstreamError('prometheus', failureOfType[words.errorType] ?? 'rejected', { cause })
}

const timeoutCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
  'ECONNABORTED',
])

/** No answer, or one that broke off: `fetch failed` with the socket's own error as its cause. */
export function failureOf(cause: unknown): UpstreamError {
  const causes = causesOf(cause)
  const timedOut = causes.some(
    (error) =>
      error.name === 'TimeoutError' || timeoutCodes.has('code' in error ? String(error.code) : ''),
  )
  return new UpstreamError('prometheus', timedOut ? 'timeout' : 'unreachable', { cause })
}

function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : []
}
