import type { CodeRate, Traffic } from './traffic'

export type Outcome = 'answered' | 'clientError' | 'failed' | 'cancelled' | 'unknown'

/**
 * gRPC statuses that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL,
 * UNAVAILABLE, DATA_LOSS. They are those that google.rpc.Code maps to HTTP 5xx and that
 * OpenTelemetry calls errors of a server; NOT_FOUND or UNAUTHENTICATED are answers, as 404 and 401 are.
 * https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
 * https://opentelemetry.io/docs/specs/semconv/rpc/grpc/#grpc-status
 */
const failingGrpcStatuses = new Set(['2', '4', '12', '13', '14', '15'])

/**
 * Those that google.rpc.Code maps to HTTP 4xx: INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS,
 * PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNAUTHENTICATED.
 */
const clientGrpcStatuses = new Set(['3', '5', '6', '7', '8', '9', '10', '11', '16'])
/** CANCELLED: typically by the caller. */
const cancelledGrpcStatus = '1'

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
  if (grpcStatus !== null) return outcomeOfGrpc(grpcStatus)
  if (code.startsWith('4')) return 'clientError'
  return code === '' ? 'unknown' : 'answered'
}

function outcomeOfGrpc(status: string): Outcome {
  if (failingGrpcStatuses.has(status) || isForeignStatus(status)) return 'failed'
  if (status === cancelledGrpcStatus) return 'cancelled'
  return clientGrpcStatuses.has(status) ? 'clientError' : 'answered'
}

export type OutcomeRatios = Pick<Traffic, 'errorRatio' | 'clientErrorRatio' | 'cancelledRatio'>

/**
 * Each ÷ all, 0–1. `null` when nothing was sent: silence is not success; and when no code was
 * reported at all. A client that hung up is no failure, but it is a request.
 */
export function outcomeRatios(rates: Iterable<CodeRate>): OutcomeRatios {
  const sums = { answered: 0, clientError: 0, failed: 0, cancelled: 0, unknown: 0 }
  for (const rate of rates) sums[outcomeOf(rate)] += rate.requestsPerSecond
  const all = sums.answered + sums.clientError + sums.failed + sums.cancelled
  if (all <= 0) return { errorRatio: null, clientErrorRatio: null, cancelledRatio: null }
  return {
    errorRatio: sums.failed / all,
    clientErrorRatio: sums.clientError / all,
    cancelledRatio: sums.cancelled / all,
  }
}

/** Failed ÷ all, 0–1; `null` where `outcomeRatios` has none. */
export const errorRatio = (rates: Iterable<CodeRate>) => outcomeRatios(rates).errorRatio
