import type { RetryPolicy } from '../resolve/fate'

/** How one try ended, as the proxy that may repeat it sees it. */
export type TryEnd = { code: string; grpcStatus: string; isTimeout: boolean }

type Condition = (end: TryEnd) => boolean

const isServerError: Condition = ({ code }) => Number(code) >= 500
const hasStatus =
  (status: number): Condition =>
  ({ grpcStatus }) =>
    grpcStatus === String(status)

/**
 * What an application's answer, or its silence, can fulfil. Conditions of connecting are the
 * resolver's: it adds their `URX` itself.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on
 */
const conditions: Readonly<Record<string, Condition>> = {
  '5xx': (end) => isServerError(end) || end.isTimeout,
  'gateway-error': ({ code, isTimeout }) => ['502', '503', '504'].includes(code) || isTimeout,
  'retriable-4xx': ({ code }) => code === '409',
  cancelled: hasStatus(1),
  'deadline-exceeded': hasStatus(4),
  'resource-exhausted': hasStatus(8),
  internal: hasStatus(13),
  unavailable: hasStatus(14),
}

const isFulfilled = (condition: string, end: TryEnd): boolean =>
  /^\d+$/.test(condition) ? condition === end.code : (conditions[condition]?.(end) ?? false)

/** Whether a proxy with this policy tries again after such an end. */
export const isRetriable = ({ attempts, on }: RetryPolicy, end: TryEnd): boolean =>
  attempts > 0 && on.some((condition) => isFulfilled(condition, end))
