import type { ConfigObject } from './config-object'
import type { TextMatch } from './virtual-service'

/**
 * HTTPRoute and GRPCRoute of the Gateway API, in one shape.
 * https://gateway-api.sigs.k8s.io/reference/spec/
 */
export type GatewayRoute = ConfigObject & {
  parents: readonly ParentRef[]
  hostnames: readonly string[]
  rules: readonly GatewayRule[]
  status: readonly ParentStatus[]
}

/** What a route is attached to: a Gateway or, in a mesh, a Service. */
export type ParentRef = {
  group: string
  kind: string
  namespace: string
  name: string
  port: number | null
  sectionName: string | null
}

export type GatewayRule = {
  name: string | null
  matches: readonly GatewayMatch[]
  backends: readonly BackendRef[]
  /** Answers by itself, without a backend. */
  redirects: boolean
}

export type BackendRef = {
  group: string
  kind: string
  /** As written; none means the route's own. */
  namespace: string | null
  name: string
  port: number | null
  /** As written; none means 1. */
  weight: number | null
}

/** A condition's `value` is empty where the type says all. */
export type GatewayMatch = {
  path: TextMatch | null
  method: string | null
  headers: readonly NamedMatch[]
  queryParams: readonly NamedMatch[]
  /** gRPC. */
  grpc: { service: string | null; method: string | null; type: 'exact' | 'regex' } | null
}

export type NamedMatch = { name: string; match: TextMatch }

export type ParentStatus = {
  controller: string
  parent: ParentRef
  conditions: readonly {
    type: string
    status: 'True' | 'False' | 'Unknown'
    reason: string
    message: string
    generation: number | null
  }[]
}
