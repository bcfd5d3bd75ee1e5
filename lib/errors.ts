export type Upstream = 'prometheus' | 'kubernetes'
export type UpstreamFailure =
  | 'unconfigured'
  | 'unreachable'
  | 'timeout'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'rejected'
  | 'malformed'

const words: Record<UpstreamFailure, string> = {
  unconfigured: 'is not configured',
  unreachable: 'cannot be reached',
  timeout: 'did not answer in time',
  unauthorized: 'does not accept our credentials',
  forbidden: 'does not allow this',
  'not-found': 'does not have this',
  rejected: 'refused the question',
  malformed: 'answered something that is not its API',
}

const names: Record<Upstream, string> = { prometheus: 'Prometheus', kubernetes: 'Kubernetes' }

/** What went wrong outside, in words that may be shown. The cause stays in the log. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  constructor(
    readonly upstream: Upstream,
    readonly failure: UpstreamFailure,
    options?: ErrorOptions,
  ) {
    super(`${names[upstream]} ${words[failure]}`, options)
  }
}

/** By name and shape: one module may be loaded several times in a server, so `instanceof` fails. */
export const isUpstreamError = (error: unknown): error is UpstreamError =>
  error instanceof Error &&
  error.name === 'UpstreamError' &&
  'upstream' in error &&
  'failure' in error
