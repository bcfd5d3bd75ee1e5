import 'server-only'
import { failureOfStatus, UpstreamError, type UpstreamFailure } from '../errors'

/** https://github.com/prometheus/prometheus/blob/main/web/api/v1/api.go, errorType */
const failureOfType: Record<string, UpstreamFailure> = {
  timeout: 'timeout',
  canceled: 'timeout',
  unavailable: 'unreachable',
  not_found: 'not-found',
}

/** Whatever type a store, or what stands before it, gives them in its words. */
const saysEnough = new Set<UpstreamFailure>(['unauthorized', 'forbidden', 'busy'])

export type ErrorWords = { errorType: string; error: string }

/**
 * The Kubernetes API's own words, where the way leads through it. That it finds nobody behind it is said
 * of Prometheus. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export const isStatus = (why: string) => /"kind":\s*"Status"/.test(why)
const ofApiServer: Partial<Record<UpstreamFailure, UpstreamError['upstream']>> = {
  unauthorized: 'kubernetes',
  forbidden: 'kubernetes',
}

/** An answer that is no success. `words` are those of its error envelope, where it had one. */
export function failedWith(status: number, words: ErrorWords | null, why: string): UpstreamError {
  const cause = new Error(`HTTP ${status}: ${words ? `${words.errorType}: ${words.error}` : why}`)
  const byStatus = failureOfStatus(status)
  if (words === null && isStatus(why)) {
    const failure = byStatus === 'not-found' ? 'unreachable' : byStatus
    return new UpstreamError(ofApiServer[failure] ?? 'prometheus', failure, { cause })
  }
  if (words === null || saysEnough.has(byStatus))
    return new UpstreamError('prometheus', byStatus, { cause })
  return new UpstreamError('prometheus', failureOfType[words.errorType] ?? 'rejected', { cause })
}
