/** What a route does to requests beside sending them somewhere. */
export type RouteEffects = {
  fault: {
    delay: { percentage: number; delayMs: number } | null
    /** `status` as written: an HTTP status, or a gRPC status by name. */
    abort: { percentage: number; status: string } | null
  } | null
  mirrors: readonly { host: string; subset: string | null; percentage: number }[]
  timeoutMs: number | null
}
