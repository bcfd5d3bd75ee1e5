/** gRPC's status codes by number. https://grpc.io/docs/guides/status-codes/ */
const grpcWords = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
]

/** How an outcome is written: `503`, `gRPC 14 UNAVAILABLE`, or that there was no answer. */
export function codeWords({
  code,
  grpcStatus,
}: {
  code: string
  grpcStatus: string | null
}): string {
  if (grpcStatus !== null) return `gRPC ${grpcStatus} ${grpcWords[Number(grpcStatus)] ?? ''}`.trim()
  return code === '0' ? 'no answer' : code
}
