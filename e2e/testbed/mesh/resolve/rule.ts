import type { MeshPod } from '../world/mesh-pod'
import type { RetryPolicy } from './fate'
import type { HttpRequest } from './http-match'

/** Where a share of a rule's traffic goes; a reference that Istio refuses goes to an answer. */
export type Target =
  | { kind: 'cluster'; host: string; subset: string | undefined; port: number | undefined }
  | { kind: 'answer'; code: string }

export type Weighted = { target: Target; share: number }

export type MirrorRule = { target: Target; share: number }

export type Fault = {
  delay: { share: number; ms: number } | null
  /** `grpcStatus` is its number, empty for an HTTP code. */
  abort: { share: number; code: string; grpcStatus: string } | null
}

export type Forwarding = {
  kind: 'forward'
  /** Shares sum to 1. */
  to: readonly Weighted[]
  fault: Fault | null
  timeoutMs: number | null
  retries: RetryPolicy
  mirrors: readonly MirrorRule[]
}

/** A redirect or a response of the proxy's own. */
export type Answer = { kind: 'answer'; code: string; flags: string }

/** `mesh` for a sidecar, `namespace/name` for a gateway; whose labels a match may look at. */
export type RouteContext = { gateway: string; client: MeshPod }

/** One rule of a VirtualService, an HTTPRoute or a GRPCRoute, ready to be followed. */
export type Rule = {
  isMatched: (request: HttpRequest, context: RouteContext) => boolean
  /** Covers every request: gateways move it behind the rules of all others. */
  isCatchAll: boolean
  action: Forwarding | Answer
}
