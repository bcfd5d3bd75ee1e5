import type { ConfigObject } from './config-object'

/** https://istio.io/latest/docs/reference/config/networking/gateway/ */
export type IstioGateway = ConfigObject & {
  selector: Readonly<Record<string, string>>
  servers: readonly {
    port: number
    protocol: string
    /** `namespace/host` or `host`. */
    hosts: readonly string[]
    tlsMode: string | null
  }[]
}

/** https://gateway-api.sigs.k8s.io/api-types/gateway/ */
export type KubernetesGateway = ConfigObject & {
  className: string
  listeners: readonly {
    name: string
    hostname: string | null
    port: number
    protocol: string
  }[]
}

/** Lets routes of other namespaces use what is in its own. */
export type ReferenceGrant = ConfigObject & {
  from: readonly { group: string; kind: string; namespace: string }[]
  to: readonly { group: string; kind: string; name: string | null }[]
}
