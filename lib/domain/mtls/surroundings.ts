import type { DataPlaneMode } from '../workload'
import type { Labels, MtlsMesh, ObjectName, PodGroup } from './mesh'

/** Pods with what is told of them beside the rules: who they may be calling, and who calls them. */
export type KnownPods = PodGroup & {
  hostNetwork: boolean
  mentions: Mentions
  /** What their next pod would get, by labels. */
  expected: DataPlaneMode
  /** The kubelet's probes meet the application's port, and not the agent's. */
  probedDirectly: boolean
  /** Where Prometheus is told to scrape them, when that is a port of the application. */
  scrapedAt: number | null
}

/** Host-like words of a pod's configuration, and the ConfigMaps that it reads. */
export type Mentions = { hosts: readonly string[]; configMaps: readonly string[] }

/** What is not running now, but does from time to time. */
export type IdleCaller = ObjectName & {
  kind: 'job' | 'cronJob'
  labels: Labels
  expected: DataPlaneMode
  mentions: Mentions
  schedule: string | null
}

export type IngressPolicy = ObjectName & {
  selector: LabelMatch
  /** Each inner list is one rule: who is in any of them may come; an empty one lets everybody in. */
  ingress: readonly (readonly IngressPeer[])[]
}
export type IngressPeer = {
  pods: LabelMatch | null
  namespaces: LabelMatch | null
  /** Lets addresses in, which may be anybody's. */
  addresses: boolean
}
/** `exact`: false where it also has expressions, which are not read. */
export type LabelMatch = { labels: Labels; exact: boolean }

/** An AuthorizationPolicy, as far as it asks who the client is. */
export type IdentityPolicy = ObjectName & {
  selector: Labels
  targeted: boolean
  action: string
  needsIdentity: boolean
}

/** The mesh with all that is told beside the rules. */
export type MtlsFacts = Omit<MtlsMesh, 'pods'> & {
  pods: readonly KnownPods[]
  namespaces: readonly { name: string; labels: Labels }[]
  idleCallers: readonly IdleCaller[]
  /** Host-like words by `namespace/name` of their ConfigMap. */
  configMapHosts: ReadonlyMap<string, readonly string[]>
  ingressPolicies: readonly IngressPolicy[]
  identityPolicies: readonly IdentityPolicy[]
  /** Services that are reached from outside of the cluster, `namespace/name`. */
  exposedServices: ReadonlyMap<string, 'NodePort' | 'LoadBalancer'>
  /** Kinds that could not be read; what depends on them is not claimed. */
  unread: ReadonlySet<UnreadKind>
}

export type UnreadKind =
  | 'peerAuthentications'
  | 'destinationRules'
  | 'sidecars'
  | 'services'
  | 'pods'
  | 'configMaps'
  | 'istioGateways'
