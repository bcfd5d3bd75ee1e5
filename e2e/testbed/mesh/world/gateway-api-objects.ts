import type { KubernetesObject, Labels } from '../../cluster/kubernetes-objects'

/** The fields of the Gateway API's objects that the simulation obeys. */
export type ObjectReference = { group?: string; kind?: string; namespace?: string; name: string }

export type ParentReference = ObjectReference & { sectionName?: string; port?: number }

export type BackendReference = ObjectReference & { port?: number; weight?: number }

type ValueMatch = { type?: 'Exact' | 'RegularExpression'; name: string; value: string }

export type HttpRouteMatch = {
  path?: { type?: 'Exact' | 'PathPrefix' | 'RegularExpression'; value?: string }
  headers?: readonly ValueMatch[]
  queryParams?: readonly ValueMatch[]
  method?: string
}

export type GrpcRouteMatch = {
  method?: { type?: 'Exact' | 'RegularExpression'; service?: string; method?: string }
  headers?: readonly ValueMatch[]
}

/** `percent` or `fraction`; all of the requests where neither is said. */
export type RequestMirror = {
  backendRef: BackendReference
  percent?: number
  fraction?: { numerator: number; denominator?: number }
}

export type RouteFilter = {
  type: string
  requestMirror?: RequestMirror
  requestRedirect?: { statusCode?: number }
}

type RuleOf<Match> = {
  name?: string
  matches?: readonly Match[]
  filters?: readonly RouteFilter[]
  backendRefs?: readonly BackendReference[]
  timeouts?: { request?: string; backendRequest?: string }
  retry?: { codes?: readonly number[]; attempts?: number }
}

export type HttpRouteRule = RuleOf<HttpRouteMatch>
export type GrpcRouteRule = RuleOf<GrpcRouteMatch>

type RouteOf<Kind extends string, Rule> = KubernetesObject & {
  kind: Kind
  spec: {
    parentRefs?: readonly ParentReference[]
    hostnames?: readonly string[]
    rules?: readonly Rule[]
  }
}

export type GatewayApiHttpRoute = RouteOf<'HTTPRoute', HttpRouteRule>
export type GatewayApiGrpcRoute = RouteOf<'GRPCRoute', GrpcRouteRule>
export type GatewayApiRoute = GatewayApiHttpRoute | GatewayApiGrpcRoute

export type Listener = {
  name: string
  port: number
  protocol?: string
  hostname?: string
  allowedRoutes?: {
    namespaces?: {
      from?: 'All' | 'Same' | 'Selector' | 'None'
      selector?: { matchLabels?: Labels }
    }
  }
}

export type KubernetesGateway = KubernetesObject & {
  spec: { gatewayClassName?: string; listeners?: readonly Listener[] }
}

export type ReferenceGrant = KubernetesObject & {
  spec: {
    from: readonly { group: string; kind: string; namespace: string }[]
    to: readonly { group: string; kind: string; name?: string }[]
  }
}
