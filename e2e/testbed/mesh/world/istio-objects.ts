import type { KubernetesObject, Labels } from '../../cluster/kubernetes-objects'

/** The fields of Istio's objects that the simulation obeys; the API server has checked their shape. */
export type StringMatch = { exact?: string; prefix?: string; regex?: string }

export type HttpMatch = {
  uri?: StringMatch
  method?: StringMatch
  authority?: StringMatch
  headers?: Readonly<Record<string, StringMatch>>
  port?: number
  gateways?: readonly string[]
  sourceLabels?: Labels
  sourceNamespace?: string
}

export type Destination = { host: string; subset?: string; port?: { number?: number } }
export type HttpRouteDestination = { destination: Destination; weight?: number }

export type HttpRoute = {
  name?: string
  match?: readonly HttpMatch[]
  route?: readonly HttpRouteDestination[]
  directResponse?: { status: number }
  redirect?: { redirectCode?: number }
}

export type VirtualService = KubernetesObject & {
  spec: {
    hosts?: readonly string[]
    gateways?: readonly string[]
    http?: readonly HttpRoute[]
    exportTo?: readonly string[]
  }
}

export type Subset = { name: string; labels?: Labels }

export type DestinationRule = KubernetesObject & {
  spec: { host: string; subsets?: readonly Subset[]; exportTo?: readonly string[] }
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

export type IstioGateway = KubernetesObject & {
  spec: {
    selector?: Labels
    servers?: readonly { port: { number: number; protocol?: string }; hosts: readonly string[] }[]
  }
}
