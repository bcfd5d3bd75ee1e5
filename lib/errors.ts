export type Upstream = 'prometheus' | 'kubernetes'
export type UpstreamFailure =
  | 'unconfigured'
  | 'unreachable'
  | 'timeout'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'busy'
  | 'broken'
  | 'rejected'
  | 'malformed'

const words: Record<UpstreamFailure, string> = {
  unconfigured: 'is not configured',
  unreachable: 'cannot be reached',
  timeout: 'did not answer in time',
  unauthorized: 'does not accept our credentials',
  forbidden: 'does not allow this',
  'not-found': 'does not have this',
  busy: 'is too busy to answer',
  broken: 'has an error of its own',
  rejected: 'refused the question',
  malformed: 'answered something that is not its API',
}

const names: Record<Upstream, string> = { prometheus: 'Prometheus', kubernetes: 'Kubernetes' }

/** What went wrong outside, in words that may be shown. The cause stays in the log. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  /** So long does a server that is too busy want to be left alone; `null` where it does not say. */
  readonly retryAfterSeconds: number | null
  constructor(
    readonly upstream: Upstream,
    readonly failure: UpstreamFailure,
    options: ErrorOptions & { retryAfterSeconds?: number | null } = {},
  ) {
    super(`${names[upstream]} ${words[failure]}`, options)
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }
}

/** By name and shape: one module may be loaded several times in a server, so `instanceof` fails. */
export const isUpstreamError = (error: unknown): error is UpstreamError =>
  error instanceof Error &&
  error.name === 'UpstreamError' &&
  'upstream' in error &&
  'failure' in error

/** What a status alone says about the server; a body's words stay in the log. */
export function failureOfStatus(status: number): UpstreamFailure {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 429) return 'busy'
  if (status === 408 || status === 504) return 'timeout'
  // In front of a server that is down a proxy or load balancer answers 502 or 503.
  if (status === 502 || status === 503) return 'unreachable'
  // No redirect is followed: what redirects, or answers 200 with a page, is a login form.
  if (status < 400) return 'malformed'
  return status === 500 ? 'broken' : 'rejected'
}

const timeoutCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
  'ECONNABORTED',
])

/** No answer, or one that broke off: `fetch failed` with the socket's own error as its cause. */
export function noAnswer(upstream: Upstream, cause: unknown): UpstreamError {
  const timedOut = causesOf(cause).some(
    (error) =>
      error.name === 'TimeoutError' || timeoutCodes.has('code' in error ? String(error.code) : ''),
  )
  return new UpstreamError(upstream, timedOut ? 'timeout' : 'unreachable', { cause })
}

function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : []
}
