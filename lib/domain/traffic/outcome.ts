import type { CodeRate } from './traffic'

export type Outcome = 'answered' | 'failed' | 'cancelled' | 'unknown'

/**
 * gRPC statuses that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL,
 * UNAVAILABLE, DATA_LOSS. They are those that google.rpc.Code maps to HTTP 5xx and that
 * OpenTelemetry calls errors of a server; NOT_FOUND or UNAUTHENTICATED are answers, as 404 and 401 are.
 * https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
 * https://opentelemetry.io/docs/specs/semconv/rpc/grpc/#grpc-status
 */
const failingGrpcStatuses = new Set(['2', '4', '12', '13', '14', '15'])

/** 1 to 16 are all there are; what is beyond them a client reads as UNKNOWN. */
const isForeignStatus = (status: string) => !/^([0-9]|1[0-6])$/.test(status)

/** Flags come joined: `UF,URX`. https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage */
const hasFlag = (flags: string, flag: string) => flags.split(',').includes(flag)

/** What became of requests with this code, status and flags. gRPC failures still have code 200. */
export function outcomeOf({
  code,
  grpcStatus,
  flags,
}: Omit<CodeRate, 'requestsPerSecond'>): Outcome {
  if (code === '0') return hasFlag(flags, 'DC') ? 'cancelled' : 'failed'
  if (code.startsWith('5')) return 'failed'
  if (grpcStatus !== null)
    return failingGrpcStatuses.has(grpcStatus) || isForeignStatus(grpcStatus)
      ? 'failed'
      : 'answered'
  return code === '' ? 'unknown' : 'answered'
}

/**
 * Failed ÷ all, 0–1. `null` when nothing was sent: silence is not success; and when no code was
 * reported at all. A client that hung up is no failure, but it is a request.
 */
export function errorRatio(rates: Iterable<CodeRate>): number | null {
  let all = 0
  let failed = 0
  for (const rate of rates) {
    const outcome = outcomeOf(rate)
    if (outcome === 'unknown') continue
    all += rate.requestsPerSecond
    if (outcome === 'failed') failed += rate.requestsPerSecond
  }
  return all > 0 ? failed / all : null
}
