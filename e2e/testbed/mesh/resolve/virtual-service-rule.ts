import type {
  Destination,
  HttpFault,
  HttpRetry,
  HttpRoute,
  RouteDestination,
  TcpRoute,
  TlsRoute,
} from '../world/istio-objects'
import { durationMs } from './duration'
import type { RetryPolicy } from './fate'
import { configHost } from './host'
import { coversAll, httpMatcher, tcpMatcher } from './http-match'
import { defaultRetries, noRetries } from './retries'
import type { Answer, Fault, Forwarding, MirrorRule, Rule, Target, Weighted } from './rule'

const target = ({ host, subset, port }: Destination, namespace: string): Target => ({
  kind: 'cluster',
  host: configHost(host, namespace),
  subset,
  port: port?.number,
})

/**
 * A share is weight ÷ sum of weights; a single destination needs no weight. Istio's webhook refuses
 * a sum of zero and weights below it; where they got in all the same, somebody has to answer.
 */
function weighted(route: readonly RouteDestination[], namespace: string): Weighted[] {
  const weightOf = ({ weight = 0 }: RouteDestination) => Math.max(0, weight)
  const sum = route.reduce((total, one) => total + weightOf(one), 0)
  if (route.length === 1 || sum === 0) {
    return route
      .slice(0, 1)
      .map((one) => ({ target: target(one.destination, namespace), share: 1 }))
  }
  return route
    .map((one) => ({ target: target(one.destination, namespace), share: weightOf(one) / sum }))
    .filter(({ share }) => share > 0)
}

const grpcStatuses = [
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS',
  'PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED',
  'INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED',
]
  .join(' ')
  .split(' ')

const grpcNumber = (name: string) => String(Math.max(0, grpcStatuses.indexOf(name)))

/** Without a percentage a fault is for every request. */
function faultOf({ delay, abort }: HttpFault): Fault {
  const shareOf = (percentage: { value?: number } | undefined, otherwise = 100) =>
    (percentage ? (percentage.value ?? 0) : otherwise) / 100
  return {
    delay: delay?.fixedDelay
      ? { share: shareOf(delay.percentage, delay.percent), ms: durationMs(delay.fixedDelay) }
      : null,
    abort: abort
      ? {
          share: shareOf(abort.percentage),
          code: String(abort.httpStatus ?? 200),
          grpcStatus: abort.grpcStatus ? grpcNumber(abort.grpcStatus) : '',
        }
      : null,
  }
}

/** Fields that are left out are as without a policy; an explicit 0 is none. */
export function retriesOf(retries: HttpRetry | undefined): RetryPolicy {
  if (!retries) return defaultRetries
  if (!retries.attempts) return noRetries
  const on = (retries.retryOn ?? '').split(',').map((condition) => condition.trim())
  return {
    attempts: retries.attempts,
    on: on.some(Boolean) ? on.filter(Boolean) : defaultRetries.on,
    perTryTimeoutMs: durationMs(retries.perTryTimeout) || null,
  }
}

/** A mirror without a percentage is for all, one of 0 is off. */
function mirrorsOf(route: HttpRoute, namespace: string): MirrorRule[] {
  const single = route.mirror
    ? [{ destination: route.mirror, percentage: route.mirrorPercentage }]
    : []
  return [...single, ...(route.mirrors ?? [])]
    .map(({ destination, percentage }) => ({
      target: target(destination, namespace),
      share: percentage ? (percentage.value ?? 0) / 100 : 1,
    }))
    .filter(({ share }) => share > 0)
}

function httpAction(route: HttpRoute, namespace: string): Forwarding | Answer {
  const answered =
    route.directResponse?.status ?? (route.redirect && (route.redirect.redirectCode ?? 301))
  if (answered) return { kind: 'answer', code: String(answered), flags: '-' }
  if (!route.route?.length) return { kind: 'answer', code: '404', flags: 'NR' }
  return {
    kind: 'forward',
    to: weighted(route.route, namespace),
    fault: route.fault ? faultOf(route.fault) : null,
    timeoutMs: durationMs(route.timeout) || null,
    retries: retriesOf(route.retries),
    mirrors: mirrorsOf(route, namespace),
  }
}

export const httpRule = (route: HttpRoute, namespace: string): Rule => ({
  isMatched: httpMatcher(route.match, namespace),
  isCatchAll: coversAll(route.match),
  action: httpAction(route, namespace),
})

/** For `tcp` and `tls` routes alike: connections are spread, nothing else is done to them. */
export const tcpRule = (route: TcpRoute | TlsRoute, namespace: string): Rule => ({
  isMatched: tcpMatcher(route.match, namespace),
  isCatchAll: !route.match?.length,
  action: {
    kind: 'forward',
    to: weighted(route.route ?? [], namespace),
    fault: null,
    timeoutMs: null,
    retries: noRetries,
    mirrors: [],
  },
})
