import { groupBy } from '../group-by'
import { resolveService, type ServiceName } from '../host'
import type { DestinationRule } from '../istio-config/destination-rule'
import type { GatewayRoute } from '../istio-config/gateway-route'
import type { IstioGateway, KubernetesGateway, ReferenceGrant } from '../istio-config/gateways'
import type { ArgoApplication, Canary, Rollout } from '../istio-config/progressive-delivery'
import type { VirtualService } from '../istio-config/virtual-service'
import { configOf, type MeshConfig } from '../mtls/mesh'
import { remember } from '../remember'
import type { ServiceKind, ServicePort } from '../service'
import type { WorkloadFacts } from '../service-graph/mesh-facts'
import type { Shows } from '../shown'
import { qualifiedName, selects } from '../workload'

type Labels = Readonly<Record<string, string>>

/** What the Kubernetes API says is there now, as splits are read from it. */
export type SplitFacts = {
  workloads: readonly WorkloadFacts[]
  services: readonly SplitService[]
  /** Of every namespace, by its name. */
  namespaceLabels: ReadonlyMap<string, Labels>
  virtualServices: readonly VirtualService[]
  destinationRules: readonly DestinationRule[]
  istioGateways: readonly IstioGateway[]
  httpRoutes: readonly GatewayRoute[]
  grpcRoutes: readonly GatewayRoute[]
  kubernetesGateways: readonly KubernetesGateway[]
  referenceGrants: readonly ReferenceGrant[]
  rollouts: readonly Rollout[]
  canaries: readonly Canary[]
  argoApplications: readonly ArgoApplication[]
  /** By control plane revision, as for mutual TLS. */
  meshConfigs: Readonly<Record<string, MeshConfig>>
  /**
   * Of other namespaces nothing is in these facts, and nothing of what is said of them may be shown.
   * Objects of a kind that the viewer may not read are here, for they hold all the same.
   */
  shows: Shows
  /** What has been read at least once: of the rest absence proves nothing. */
  known: {
    services: boolean
    workloads: boolean
    destinationRules: boolean
    referenceGrants: boolean
  }
}

export type SplitService = ServiceName & {
  labels: Labels
  selector: Labels
  kind: ServiceKind
  ports: readonly ServicePort[]
  /** Empty: as the mesh config says. */
  exportTo: readonly string[]
}

/** The same facts with what is looked up again and again worked out once. */
export type SplitIndex = {
  facts: SplitFacts
  service: (name: ServiceName) => SplitService | null
  /** The service that a host of an object in this namespace means; `null` outside of the cluster. */
  resolve: (host: string, namespace: string) => ServiceName | null
  /** Its pods' workloads; empty where it has no selector. */
  workloadsOf: (service: ServiceName) => readonly WorkloadFacts[]
  workload: (name: ServiceName) => WorkloadFacts | null
  /** DestinationRules whose host is this service, oldest first. */
  rulesOf: (service: ServiceName) => readonly DestinationRule[]
  /** Of the control plane whose revision the namespace names; a tag counts as the default one. */
  meshConfigOf: (namespace: string) => MeshConfig
}

export function indexFacts(facts: SplitFacts): SplitIndex {
  const services = new Map(facts.services.map((one) => [qualifiedName(one), one]))
  const workloads = new Map(facts.workloads.map((one) => [qualifiedName(one), one]))
  const byNamespace = groupBy(facts.workloads, ({ namespace }) => namespace)
  const service = (name: ServiceName) => services.get(qualifiedName(name)) ?? null
  const resolve = (host: string, namespace: string) =>
    resolveService(host, { callerNamespace: namespace, isService: (one) => service(one) !== null })
  const behind = remember(qualifiedName, (name: ServiceName) => {
    const selector = service(name)?.selector ?? {}
    return (byNamespace.get(name.namespace) ?? []).filter(({ labels }) => selects(selector, labels))
  })
  const rules = groupBy(facts.destinationRules, (rule) => {
    const target = resolve(rule.host, rule.namespace)
    return target ? qualifiedName(target) : ''
  })
  return {
    facts,
    service,
    resolve,
    workloadsOf: behind,
    workload: (name) => workloads.get(qualifiedName(name)) ?? null,
    rulesOf: (name) => rules.get(qualifiedName(name)) ?? [],
    meshConfigOf: (namespace) =>
      configOf(
        { configs: facts.meshConfigs },
        facts.namespaceLabels.get(namespace)?.['istio.io/rev'] ?? null,
      ),
  }
}
