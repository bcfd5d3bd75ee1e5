import type { ConfigObject } from './config-object'
import type { RouteEffects } from './route-effects'

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export type VirtualService = ConfigObject & {
  hosts: readonly string[]
  /** As written; none means `mesh`. */
  gateways: readonly string[]
  /** As written; none means what the mesh has as its default. */
  exportTo: readonly string[]
  http: readonly HttpRule[]
  tcp: readonly StreamRule[]
  tls: readonly StreamRule[]
}

export type HttpRule = {
  name: string | null
  matches: readonly HttpMatch[]
  destinations: readonly Destination[]
  delegate: { namespace: string | null; name: string } | null
  answers: 'redirect' | 'directResponse' | null
  rewritesUri: boolean
  /** Absent: none. */
  effects?: RouteEffects
}

export type StreamRule = {
  matches: readonly StreamMatch[]
  destinations: readonly Destination[]
}

export type Destination = {
  host: string
  subset: string | null
  port: number | null
  /** As written. */
  weight: number | null
}

/** `present`: any value will do. */
export type TextMatch = { type: 'exact' | 'prefix' | 'regex' | 'present'; value: string }

export type CallerMatch = {
  port: number | null
  sourceLabels: Readonly<Record<string, string>>
  sourceNamespace: string | null
  gateways: readonly string[]
}

export type HttpMatch = CallerMatch & {
  uri: TextMatch | null
  ignoreUriCase: boolean
  scheme: TextMatch | null
  method: TextMatch | null
  authority: TextMatch | null
  headers: Readonly<Record<string, TextMatch>>
  withoutHeaders: Readonly<Record<string, TextMatch>>
  queryParams: Readonly<Record<string, TextMatch>>
  /** Another condition, which a later Istio may know: it is there, and we cannot say it. */
  other: boolean
}

export type StreamMatch = CallerMatch & {
  sniHosts: readonly string[]
  destinationSubnets: readonly string[]
}
