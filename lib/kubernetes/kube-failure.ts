import 'server-only'
import { failureOfStatus, noAnswer, UpstreamError } from '../errors'

export const failureOf = (cause: unknown): UpstreamError => noAnswer('kubernetes', cause)

export function failedWith(status: number, body: string): UpstreamError {
  return new UpstreamError('kubernetes', failureOfStatus(status), {
    cause: new Error(`HTTP ${status}: ${body.slice(0, 300)}`),
  })
}
