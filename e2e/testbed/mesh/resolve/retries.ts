import type { Handling, RetryPolicy } from './fate'

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

/** Conditions under which a connection that broke off is tried again. */
const reconnecting: Readonly<Record<'UC' | 'UF', readonly string[]>> = {
  UF: ['connect-failure', 'reset', '5xx', 'gateway-error'],
  UC: ['reset', '5xx', 'gateway-error'],
}

/**
 * The flags of a connection that breaks at every try: `URX` where tries were allowed. To a plain
 * connection all that happens after connecting is bytes and an end.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter
 */
export function brokenFlags(
  flag: 'UC' | 'UF',
  { protocol, retries }: Pick<Handling, 'protocol' | 'retries'>,
): string {
  if (protocol === 'tcp') return flag === 'UF' ? 'UF,URX' : '-'
  const isRepeated =
    retries.attempts > 0 && retries.on.some((one) => reconnecting[flag].includes(one))
  return isRepeated ? joinFlags(flag, 'URX') : flag
}
