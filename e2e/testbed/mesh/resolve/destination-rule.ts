import { hasLabels } from '../../cluster/kubernetes-objects'
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

/** A rule for some clients only is for those of its own namespace, and beats one for all. */
function forClient(rules: readonly Ruled[], client: MeshPod): Ruled[] {
  const selecting = rules.filter(({ rule, exported }) => {
    const selector = selectorOf(rule)
    return selector && exported.namespace === client.namespace && hasLabels(client.labels, selector)
  })
  return selecting.length ? selecting.slice(0, 1) : rules.filter(({ rule }) => !selectorOf(rule))
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
    (rulesByNamespace(world).get(namespace) ?? []).filter(({ exported }) =>
      isVisibleIn(exported, client.namespace),
    )
  const own = inNamespace(client.namespace)
  const lookups = [
    client.namespace === rootNamespace ? own.filter(({ exported }) => isPrivate(exported)) : own,
    inNamespace(service.namespace),
    inNamespace(rootNamespace),
  ]
  const found = lookups
    .map((rules) => forClient(mostSpecific(rules, service.host), client))
    .find(({ length }) => length)
  return (found ?? []).map(({ rule }) => rule)
}

export const subsetOf = (rules: readonly DestinationRule[], name: string): Subset | undefined =>
  rules.flatMap(({ spec }) => spec.subsets ?? []).find((subset) => subset.name === name)
