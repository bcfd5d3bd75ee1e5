import type { IstioGateway } from '../istio-config/gateways'
import type { MtlsMode } from './words'

export type Labels = Readonly<Record<string, string>>
export type ObjectName = { namespace: string; name: string }

/** Everything that decides whether a call is encrypted, as Kubernetes says it is asked for now. */
export type MtlsMesh = {
  /** By control plane revision; `default` is the unnamed one, and stands for those not listed. */
  configs: Readonly<Record<string, MeshConfig>>
  peerAuthentications: readonly PeerAuthentication[]
  destinationRules: readonly ClientRule[]
  sidecars: readonly SidecarScope[]
  services: readonly MtlsService[]
  pods: readonly PodGroup[]
  gateways: readonly GatewayServers[]
}

/** Of a Gateway what opens ports of a gateway's pods, and on which terms. */
export type GatewayServers = Pick<IstioGateway, 'selector' | 'servers'>

/** What a control plane's mesh config says; https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
export type MeshConfig = {
  rootNamespace: string
  trustDomain: string
  /** Of Kubernetes' DNS, `cluster.local` as a rule. */
  domain: string
  enableAutoMtls: boolean
  outboundTrafficPolicy: OutboundTrafficPolicy
  minimumTlsVersion: string
  defaultServiceExportTo: readonly string[]
  defaultDestinationRuleExportTo: readonly string[]
  defaultVirtualServiceExportTo: readonly string[]
}
export type OutboundTrafficPolicy = 'ALLOW_ANY' | 'REGISTRY_ONLY'

/** What holds where a mesh config leaves a key out (istio/pkg/config/mesh/mesh.go). */
export const defaultMeshConfig: MeshConfig = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  domain: 'cluster.local',
  enableAutoMtls: true,
  outboundTrafficPolicy: 'ALLOW_ANY',
  minimumTlsVersion: 'TLSV1_2',
  defaultServiceExportTo: ['*'],
  defaultDestinationRuleExportTo: ['*'],
  defaultVirtualServiceExportTo: ['*'],
}

/** `unknown`: a word that Istio does not have. It then reads nothing of the object. */
export type WrittenMode = MtlsMode | 'UNSET' | 'unknown'

export type PeerAuthentication = ObjectName & {
  /** Epoch ms; `null` for one that is not stored yet: it is younger than all others. */
  createdAt: number | null
  /** When somebody last wrote its spec, epoch ms; `null` for one that is not stored yet. */
  changedAt: number | null
  /** Empty: it is for its namespace, or for the mesh. */
  selector: Labels
  mode: WrittenMode
  /** As written, by the workload's (container) port. */
  ports: readonly { port: number; mode: WrittenMode }[]
}

export type TlsMode = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL'

/** Of a DestinationRule what bears on TLS. */
export type ClientRule = ObjectName & {
  createdAt: number | null
  host: string
  exportTo: readonly string[]
  workloadSelector: Labels | null
  policy: TrafficPolicy | null
  subsets: readonly { name: string; labels: Labels; policy: TrafficPolicy | null }[]
}

export type PolicyFields = {
  /** `null`: no `tls` at all. A `tls` without a mode is DISABLE. */
  tls: TlsMode | null
  /** Load balancing PASSTHROUGH: calls go to the address that the client dialled. */
  passthrough: boolean
}
export type TrafficPolicy = PolicyFields & {
  /** By the service's port number. */
  ports: readonly (PolicyFields & { port: number })[]
}

/** Of a Sidecar what limits which services its workloads see. */
export type SidecarScope = ObjectName & {
  createdAt: number | null
  /** Empty: for all of its namespace (in the root namespace: of the mesh). */
  selector: Labels
  /** Empty: everything. */
  egress: readonly { hosts: readonly string[]; port: number | null }[]
  outboundTrafficPolicy: OutboundTrafficPolicy | null
}

export type PortProtocol = 'http' | 'tcp' | 'auto'

/** A Service, or a host of a ServiceEntry: that is named by its host. */
export type MtlsService = ObjectName & {
  /** Its full host. */
  host: string
  /** Empty: its endpoints are not pods that a selector finds. */
  selector: Labels
  ports: readonly ServicePort[]
  headless: boolean
  /** Outside of the mesh: never gets mutual TLS by itself. */
  external: boolean
  /** The ServiceEntry that it is of; `null` for a Service. */
  entry: string | null
  addresses: readonly string[]
  /** Empty: as the mesh config says. */
  exportTo: readonly string[]
}
export type ServicePort = {
  port: number
  name: string | null
  /** A number, or the name of a container port. */
  targetPort: number | string
  protocol: PortProtocol
}

/**
 * Who handles a pod's traffic. `ztunnelPending`: taken out of the network, and not yet in ztunnel's
 * hands; nothing gets in or out.
 */
export type PodProxy = 'sidecar' | 'ztunnel' | 'ztunnelPending' | 'none'

/** Pods of one workload that are served alike. Half-way through a restart a workload has two. */
export type PodGroup = ObjectName & {
  labels: Labels
  proxy: PodProxy
  /** `security.istio.io/tlsMode=istio`: other sidecars may send it mutual TLS by themselves. */
  announcesMtls: boolean
  /** `networking.istio.io/tunnel=http`: a sidecar that speaks HBONE. */
  hbone: boolean
  /** Of the control plane that it obeys; `null`: the default one. */
  revision: string | null
  role: 'gateway' | 'waypoint' | null
  ports: readonly { name: string | null; port: number }[]
  capture: Capture
  pods: number
}

/** Which traffic of a sidecar's pod really passes the sidecar. */
export type Capture = {
  inbound: { include: 'all' | readonly number[]; exclude: readonly number[] }
  outbound: {
    includePorts: readonly number[]
    excludePorts: readonly number[]
    includeRanges: 'all' | readonly string[]
    excludeRanges: readonly string[]
  }
}

export const configOf = ({ configs }: Pick<MtlsMesh, 'configs'>, revision: string | null) =>
  configs[revision ?? 'default'] ?? configs.default ?? defaultMeshConfig

/** Oldest first, as Istio sorts them: by time, then name, then namespace. */
export function byAge(
  a: ObjectName & { createdAt: number | null },
  b: ObjectName & { createdAt: number | null },
): number {
  const age = (a.createdAt ?? Number.POSITIVE_INFINITY) - (b.createdAt ?? Number.POSITIVE_INFINITY)
  // Two that are not stored yet: infinity minus infinity is no number.
  if (age !== 0 && !Number.isNaN(age)) return age
  return compare(a.name, b.name) || compare(a.namespace, b.namespace)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Every label that is asked for is there; nothing asked for is met by all. */
export const hasLabels = (labels: Labels, wanted: Labels) =>
  Object.entries(wanted).every(([label, value]) => labels[label] === value)

export const isEmpty = (labels: Labels) => Object.keys(labels).length === 0
