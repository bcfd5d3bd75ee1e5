import { hasLabels, type Labels } from '../../cluster/kubernetes-objects'
import { groupBy } from '../group-by'
import type { DestinationRule, Subset } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'
import { oncePerWorld } from '../world/once-per-world'
import type { World } from '../world/world'
import { configHost, hostCovers, hostSpecificity } from './host'
import { type Exported, exportedBy, isPrivate, isVisibleIn } from './visibility'

type Ruled = { rule: DestinationRule; exported: Exported; pattern: string }

const rulesByNamespace = oncePerWorld(({ destinationRules, mesh }) =>
  groupBy(
    destinationRules.map((rule): Ruled => {
      const exported = exportedBy(rule, mesh.defaultDestinationRuleExportTo)
      return { rule, exported, pattern: configHost(rule.spec.host, exported.namespace) }
    }),
    ({ exported }) => exported.namespace,
  ),
)

const selectorOf = ({ spec }: DestinationRule) => spec.workloadSelector?.matchLabels

const sameLabels = (a: Labels = {}, b: Labels = {}) => hasLabels(a, b) && hasLabels(b, a)

const audience = ({ exportTo, namespace }: Exported) =>
  exportTo
    .map((one) => (one === '.' ? namespace : one))
    .sort()
    .join()

/**
 * A rule for some clients only is for those of its own namespace, and beats one for all. Rules are
 * merged where they are for the same clients; of those for other audiences Istio keeps the last.
 */
function forClient(rules: readonly Ruled[], client: MeshPod): Ruled[] {
  const [first] = rules.filter(({ rule }) => {
    const selector = selectorOf(rule)
    return selector && hasLabels(client.labels, selector)
  })
  if (first) return rules.filter(({ rule }) => sameLabels(selectorOf(rule), selectorOf(first.rule)))
  const forAll = rules.filter(({ rule }) => !selectorOf(rule))
  const last = forAll.at(-1)
  return last ? forAll.filter(({ exported }) => audience(exported) === audience(last.exported)) : []
}

/** The rules with the most specific host; several for one host are merged. */
function mostSpecific(rules: readonly Ruled[], host: string): Ruled[] {
  const covering = rules.filter(({ pattern }) => hostCovers(pattern, host))
  const best = Math.max(...covering.map(({ pattern }) => hostSpecificity(pattern)))
  return covering.filter(({ pattern }) => hostSpecificity(pattern) === best)
}

/**
 * The DestinationRules that a client obeys for a service: the first of client's namespace,
 * service's namespace and root namespace that has any. They replace each other, whole.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
 */
export function destinationRulesFor(
  world: World,
  client: MeshPod,
  service: MeshService,
): DestinationRule[] {
  const { rootNamespace } = world.mesh
  const inNamespace = (namespace: string) =>
    (rulesByNamespace(world).get(namespace) ?? []).filter(
      ({ rule, exported }) =>
        isVisibleIn(exported, client.namespace) &&
        // Rules for some clients are never exported.
        (!selectorOf(rule) || namespace === client.namespace),
    )
  const own = inNamespace(client.namespace)
  const isOwn = ({ rule, exported }: Ruled) => isPrivate(exported) || selectorOf(rule) !== undefined
  const lookups = [
    client.namespace === rootNamespace ? own.filter(isOwn) : own,
    inNamespace(service.namespace),
    inNamespace(rootNamespace),
  ]
  // Where there is any, nothing else is looked at, even when it is for other clients.
  const found = lookups
    .map((rules) => mostSpecific(rules, service.host))
    .find(({ length }) => length)
  return forClient(found ?? [], client).map(({ rule }) => rule)
}

export const subsetOf = (rules: readonly DestinationRule[], name: string): Subset | undefined =>
  rules.flatMap(({ spec }) => spec.subsets ?? []).find((subset) => subset.name === name)
