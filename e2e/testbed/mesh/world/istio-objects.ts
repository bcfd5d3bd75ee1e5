import type { KubernetesObject, Labels } from '../../cluster/kubernetes-objects'

/** The fields of Istio's objects that the simulation obeys; the API server has checked their shape. */
export type StringMatch = { exact?: string; prefix?: string; regex?: string }

/** Which callers a match is for: by gateway, else by the client's own labels and namespace. */
type SourceMatch = {
  port?: number
  gateways?: readonly string[]
  sourceLabels?: Labels
  sourceNamespace?: string
}

export type HttpMatch = SourceMatch & {
  uri?: StringMatch
  ignoreUriCase?: boolean
  method?: StringMatch
  authority?: StringMatch
  scheme?: StringMatch
  headers?: Readonly<Record<string, StringMatch>>
  withoutHeaders?: Readonly<Record<string, StringMatch>>
  queryParams?: Readonly<Record<string, StringMatch>>
}

export type TcpMatch = SourceMatch
export type TlsMatch = SourceMatch & { sniHosts?: readonly string[] }
export type AnyMatch = HttpMatch | TlsMatch

export type Destination = { host: string; subset?: string; port?: { number?: number } }
export type RouteDestination = { destination: Destination; weight?: number }

/** 0–100. */
type Percentage = { value?: number }

export type HttpFault = {
  delay?: { percentage?: Percentage; percent?: number; fixedDelay?: string }
  abort?: { percentage?: Percentage; httpStatus?: number; grpcStatus?: string }
}

export type HttpRetry = { attempts?: number; perTryTimeout?: string; retryOn?: string }
export type HttpMirror = { destination: Destination; percentage?: Percentage }

export type HttpRoute = {
  name?: string
  match?: readonly HttpMatch[]
  route?: readonly RouteDestination[]
  delegate?: { name?: string; namespace?: string }
  directResponse?: { status: number }
  redirect?: { redirectCode?: number }
  fault?: HttpFault
  timeout?: string
  retries?: HttpRetry
  mirror?: Destination
  mirrorPercentage?: Percentage
  mirrors?: readonly HttpMirror[]
}

export type TcpRoute = { match?: readonly TcpMatch[]; route?: readonly RouteDestination[] }
export type TlsRoute = { match?: readonly TlsMatch[]; route?: readonly RouteDestination[] }

export type VirtualService = KubernetesObject & {
  spec: {
    hosts?: readonly string[]
    gateways?: readonly string[]
    http?: readonly HttpRoute[]
    tcp?: readonly TcpRoute[]
    tls?: readonly TlsRoute[]
    exportTo?: readonly string[]
  }
}

/** A block without a mode is DISABLE. */
export type ClientTls = { mode?: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL'; sni?: string }

export type Outliers = {
  consecutive5xxErrors?: number
  consecutiveGatewayErrors?: number
  interval?: string
  baseEjectionTime?: string
  maxEjectionPercent?: number
}

type PortPolicy = { tls?: ClientTls; outlierDetection?: Outliers }

export type TrafficPolicy = PortPolicy & {
  portLevelSettings?: readonly (PortPolicy & { port?: { number?: number } })[]
}

export type Subset = { name: string; labels?: Labels; trafficPolicy?: TrafficPolicy }

export type DestinationRule = KubernetesObject & {
  spec: {
    host: string
    trafficPolicy?: TrafficPolicy
    subsets?: readonly Subset[]
    exportTo?: readonly string[]
    workloadSelector?: { matchLabels?: Labels }
  }
}

export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE'
export type PolicyMode = MtlsMode | 'UNSET'

export type PeerAuthentication = KubernetesObject & {
  spec?: {
    selector?: { matchLabels?: Labels }
    mtls?: { mode?: PolicyMode }
    portLevelMtls?: Readonly<Record<string, { mode?: PolicyMode }>>
  }
}

export type IstioServer = {
  port: { number: number; protocol?: string }
  hosts: readonly string[]
  tls?: { mode?: string }
}

export type IstioGateway = KubernetesObject & {
  spec: { selector?: Labels; servers?: readonly IstioServer[] }
}

export type ServiceEntry = KubernetesObject & {
  spec: {
    hosts: readonly string[]
    ports?: readonly { number: number; name?: string; protocol?: string; targetPort?: number }[]
    location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL'
    resolution?: string
    workloadSelector?: { labels?: Labels }
    exportTo?: readonly string[]
  }
}

export type Sidecar = KubernetesObject & {
  spec: {
    workloadSelector?: { labels?: Labels }
    egress?: readonly { port?: { number?: number }; hosts: readonly string[] }[]
    outboundTrafficPolicy?: { mode?: 'ALLOW_ANY' | 'REGISTRY_ONLY' }
  }
}
