import 'server-only'
import { failureOfStatus, noAnswer, UpstreamError } from '../errors'
import type { KubeResponse } from './kube-fetch'

export const failureOf = (cause: unknown): UpstreamError => noAnswer('kubernetes', cause)

export function failedWith(
  { status, retryAfterSeconds = null }: Pick<KubeResponse, 'status' | 'retryAfterSeconds'>,
  body: string,
): UpstreamError {
  return new UpstreamError('kubernetes', failureOfStatus(status), {
    cause: new Error(`HTTP ${status}: ${body.slice(0, 300)}`),
    retryAfterSeconds,
  })
}
