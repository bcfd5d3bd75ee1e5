import type { RetryPolicy } from './fate'

/** In the order in which Envoy joins them. */
const order = [
  ['UH', 'UT', 'LR', 'UR', 'UF', 'UC', 'UO', 'NR', 'DI', 'FI'],
  ['RL', 'UAEX', 'DC', 'URX', 'SI', 'DPE', 'UMSDR', 'NC'],
].flat()

/** `response_flags` of several at once, `-` for none: `joinFlags('UF', 'URX')`, `joinFlags('-', 'DI')`. */
export function joinFlags(...flags: readonly string[]): string {
  const set = new Set(flags.flatMap((some) => some.split(',')).filter((flag) => flag !== '-'))
  const sorted = [...set].sort((one, other) => order.indexOf(one) - order.indexOf(other))
  return sorted.join(',') || '-'
}

/** An Istio route without a word about retries. */
export const defaultRetries: RetryPolicy = {
  attempts: 2,
  on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'],
  perTryTimeoutMs: null,
}

export const noRetries: RetryPolicy = { attempts: 0, on: [], perTryTimeoutMs: null }

const gatewayErrors = ['502', '503', '504']

/** By condition, which ends of a try ask for another one. gRPC statuses are numbers as in labels. */
const asksForAnother: Readonly<Record<string, (end: TryEnd) => boolean>> = {
  '5xx': ({ code, flags }) => code.startsWith('5') || isReset(flags),
  'gateway-error': ({ code, flags }) => gatewayErrors.includes(code) || isReset(flags),
  reset: ({ flags }) => isReset(flags),
  'connect-failure': ({ flags }) => flags.split(',').includes('UF'),
  'retriable-4xx': ({ code }) => code === '409',
  cancelled: ({ grpcStatus }) => grpcStatus === '1',
  'deadline-exceeded': ({ grpcStatus }) => grpcStatus === '4',
  'resource-exhausted': ({ grpcStatus }) => grpcStatus === '8',
  internal: ({ grpcStatus }) => grpcStatus === '13',
  unavailable: ({ grpcStatus }) => grpcStatus === '14',
}

/** How one try ended: what the server answered, or what the proxy made of its not answering. */
export type TryEnd = { code: string; flags: string; grpcStatus: string }

const isReset = (flags: string) =>
  flags.split(',').some((flag) => ['UC', 'UF', 'UR'].includes(flag))

/**
 * Whether a client's proxy tries again after such an end. The source reports the last try only, with
 * `URX` where no tries were left; every try that arrived is reported at its destination.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter
 */
export const isRetried = ({ attempts, on }: RetryPolicy, end: TryEnd): boolean =>
  attempts > 0 &&
  on.some((condition) => condition === end.code || (asksForAnother[condition]?.(end) ?? false))
