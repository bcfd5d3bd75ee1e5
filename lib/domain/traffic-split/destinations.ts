import type { ServiceName } from '../host'
import { indexRules, type ObeyedRule, obeyedRule, type RuleIndex } from '../mtls/client-rule'
import { type ClientRule, defaultMeshConfig } from '../mtls/mesh'
import { remember } from '../remember'
import type { WorkloadFacts } from '../service-graph/mesh-facts'
import { qualifiedName, selects } from '../workload'
import type { RuleDestination } from './rule'
import type { SplitFacts, SplitIndex } from './split-facts'

/** What a destination of a rule comes to in the cluster. */
export type ResolvedDestination = {
  destination: RuleDestination
  /** `null`: no service of this cluster, or none that the viewer may see. */
  service: ServiceName | null
  subset: SubsetState
  /** Behind the service, and in the subset where one is named. `null` where nobody can tell. */
  workloads: readonly WorkloadFacts[] | null
  readyPods: number | null
}

/** `none`: the destination names no subset. */
export type SubsetState =
  | { kind: 'none' }
  | { kind: 'found'; labels: Readonly<Record<string, string>>; from: readonly ServiceName[] }
  | { kind: 'missing'; in: readonly ServiceName[] }

/** Which DestinationRule a client obeys is the same question as for mutual TLS, and has one answer. */
export type Destinations = {
  resolve: (destination: RuleDestination) => ResolvedDestination
  /** As clients of one namespace see the subset of a service. */
  subsetFor: (service: ServiceName, subset: string, clientNamespace: string) => SubsetState
}

export function destinationsOf(index: SplitIndex): Destinations {
  const obeyed = obeyedRules(clientRules(index.facts), index)
  const subsetFor = (service: ServiceName, subset: string, clientNamespace: string) =>
    subsetIn(obeyed(service, clientNamespace), subset)

  function resolve(destination: RuleDestination): ResolvedDestination {
    const named = index.resolve(destination.host, destination.namespace)
    const service = named && index.facts.shows(named.namespace) ? named : null
    if (service === null) return { destination, service, subset: noSubset, ...nobodyKnows }
    const subset = destination.subset
      ? subsetFor(service, destination.subset, destination.namespace)
      : noSubset
    const selector = index.service(service)?.selector
    // A service without a selector has endpoints of its own, which are not in its pods.
    if (!selector || Object.keys(selector).length === 0 || !index.facts.known.workloads)
      return { destination, service, subset, ...nobodyKnows }
    const workloads = inSubset(index.workloadsOf(service), subset)
    const readyPods = workloads.reduce((sum, one) => sum + one.readyPods, 0)
    return { destination, service, subset, workloads, readyPods }
  }
  return { resolve, subsetFor }
}

const noSubset: SubsetState = { kind: 'none' }
const nobodyKnows = { workloads: null, readyPods: null }

function inSubset(all: readonly WorkloadFacts[], subset: SubsetState): readonly WorkloadFacts[] {
  if (subset.kind === 'none') return all
  if (subset.kind === 'missing') return []
  // A subset without labels is the whole service.
  if (Object.keys(subset.labels).length === 0) return all
  return all.filter(({ labels }) => selects(subset.labels, labels))
}

function subsetIn(rule: ObeyedRule | null, name: string): SubsetState {
  const from = rule?.from ?? []
  const found = rule?.subsets.find((one) => one.name === name)
  return found ? { kind: 'found', labels: found.labels, from } : { kind: 'missing', in: from }
}

const clientRules = ({ destinationRules }: SplitFacts): ClientRule[] =>
  destinationRules.map(
    ({ namespace, name, createdAt, host, exportTo, workloadSelector, subsets }) => ({
      namespace,
      name,
      createdAt,
      host: inOneDomain(host),
      exportTo,
      workloadSelector: Object.keys(workloadSelector).length > 0 ? workloadSelector : null,
      // Only subsets are asked for here.
      policy: null,
      subsets: subsets.map((subset) => ({
        name: subset.name,
        labels: subset.labels,
        policy: null,
      })),
    }),
  )

function obeyedRules(rules: readonly ClientRule[], { meshConfigOf }: SplitIndex) {
  const index: RuleIndex = indexRules(rules, defaultMeshConfig)
  return remember(clientAndService, (service: ServiceName, clientNamespace: string) =>
    obeyedRule(
      index,
      meshConfigOf(clientNamespace),
      { namespace: clientNamespace, labels: {} },
      { namespace: service.namespace, host: fqdn(service) },
    ),
  )
}

export const clientAndService = (service: ServiceName, clientNamespace: string) =>
  `${clientNamespace} ${qualifiedName(service)}`

export const fqdn = ({ namespace, name }: ServiceName) =>
  `${name}.${namespace}.svc.${defaultMeshConfig.domain}`

/**
 * Kubernetes' DNS domain is an argument of istiod that no object tells. A cluster has one, so
 * whatever stands after `.svc` is taken for it, here as in `parseServiceHost`.
 */
export const inOneDomain = (host: string) =>
  host.replace(/\.svc(\..*)?$/, `.svc.${defaultMeshConfig.domain}`)
