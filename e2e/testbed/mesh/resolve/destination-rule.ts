import type { DestinationRule, Subset } from '../world/istio-objects'
import type { MeshService, World } from '../world/world'
import { configHost, hostCovers, hostSpecificity } from './host'
import { isPrivate, isVisibleIn } from './visibility'

const namespaceOf = ({ metadata }: DestinationRule) => metadata.namespace ?? 'default'

/** The rules of one namespace with the most specific host; several for one host are merged. */
function mostSpecific(rules: readonly DestinationRule[], host: string): DestinationRule[] {
  const covering = rules
    .map((rule) => ({ rule, pattern: configHost(rule.spec.host, namespaceOf(rule)) }))
    .filter(({ pattern }) => hostCovers(pattern, host))
  const best = Math.max(...covering.map(({ pattern }) => hostSpecificity(pattern)))
  return covering.filter(({ pattern }) => hostSpecificity(pattern) === best).map(({ rule }) => rule)
}

/**
 * The DestinationRules that a client obeys for a service: the first of client's namespace,
 * service's namespace and root namespace that has any. They replace each other, whole.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
 */
export function destinationRulesFor(
  world: World,
  clientNamespace: string,
  service: MeshService,
): DestinationRule[] {
  const inNamespace = (namespace: string) =>
    world.destinationRules.filter(
      (rule) => namespaceOf(rule) === namespace && isVisibleIn(rule, clientNamespace),
    )
  const { rootNamespace } = world.mesh
  const own = inNamespace(clientNamespace)
  const lookups = [
    clientNamespace === rootNamespace ? own.filter(isPrivate) : own,
    inNamespace(service.namespace),
    inNamespace(rootNamespace),
  ]
  return (
    lookups.map((rules) => mostSpecific(rules, service.host)).find(({ length }) => length) ?? []
  )
}

export const subsetOf = (rules: readonly DestinationRule[], name: string): Subset | undefined =>
  rules.flatMap(({ spec }) => spec.subsets ?? []).find((subset) => subset.name === name)
