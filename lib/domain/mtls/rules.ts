import { groupBy } from '../group-by'
import { qualifiedName } from '../workload'
import { indexRules, type ObeyedRule, obeyedRule, type RuleIndex } from './client-rule'
import { sidecarScopeOf } from './client-scope'
import {
  type EffectivePolicy,
  effectivePolicy,
  namespacePolicy,
  type PolicyLevels,
  policyLevels,
} from './effective-policy'
import {
  configOf,
  hasLabels,
  isEmpty,
  type MeshConfig,
  type MtlsMesh,
  type MtlsService,
  type PodGroup,
  type ServicePort,
  type SidecarScope,
} from './mesh'

/** The rules over one mesh, with what is looked up again and again sorted once. */
export type MtlsRules = {
  mesh: MtlsMesh
  configOf: (pods: Pick<PodGroup, 'revision'> | null) => MeshConfig
  levelsOf: (pods: Pick<PodGroup, 'revision'> | null) => PolicyLevels
  /** What holds for a pod's port; `null` for all that no port setting names. */
  policyOf: (pods: PodGroup, port: number | null) => EffectivePolicy
  /** As a control plane sees the namespace. */
  namespacePolicyOf: (namespace: string, revision: string | null) => EffectivePolicy
  ruleOf: (client: PodGroup, service: MtlsService) => ObeyedRule | null
  scopeOf: (client: PodGroup) => SidecarScope | null
  podsOf: (workload: { namespace: string; name: string }) => readonly PodGroup[]
  podsIn: (namespace: string) => readonly PodGroup[]
  serviceOf: (name: { namespace: string; name: string }) => MtlsService | null
  servicesIn: (namespace: string) => readonly MtlsService[]
  endpointsOf: (service: MtlsService) => readonly PodGroup[]
}

export function mtlsRules(mesh: MtlsMesh): MtlsRules {
  const levels = new Map<string, PolicyLevels>()
  const ruleIndexes = new Map<string, RuleIndex>()
  const pods = groupBy(mesh.pods, qualifiedName)
  const podsByNamespace = groupBy(mesh.pods, ({ namespace }) => namespace)
  const services = groupBy(mesh.services, ({ namespace }) => namespace)
  const serviceByName = new Map(mesh.services.map((one) => [qualifiedName(one), one]))
  const scopes = groupBy(mesh.sidecars, ({ namespace }) => namespace)

  const config = (of: Pick<PodGroup, 'revision'> | null) => configOf(mesh, of?.revision ?? null)
  const levelsOf = (of: Pick<PodGroup, 'revision'> | null) => {
    const { rootNamespace } = config(of)
    return remember(levels, rootNamespace, () =>
      policyLevels(mesh.peerAuthentications, rootNamespace),
    )
  }
  const indexOf = (of: MeshConfig) =>
    remember(ruleIndexes, of.domain, () => indexRules(mesh.destinationRules, of))
  const endpointsOf = remembering((service: MtlsService) =>
    isEmpty(service.selector)
      ? []
      : (podsByNamespace.get(service.namespace) ?? []).filter(
          (one) => one.pods > 0 && hasLabels(one.labels, service.selector),
        ),
  )

  return {
    mesh,
    configOf: config,
    levelsOf,
    policyOf: (of, port) =>
      effectivePolicy(levelsOf(of), {
        namespace: of.namespace,
        labels: of.labels,
        port,
        ambient: of.proxy === 'ztunnel',
      }),
    namespacePolicyOf: (namespace, revision) => namespacePolicy(levelsOf({ revision }), namespace),
    ruleOf: (client, service) => {
      const of = config(client)
      return obeyedRule(indexOf(of), of, client, service)
    },
    scopeOf: (client) => {
      const of = config(client)
      const near = scopes.get(client.namespace) ?? []
      const root = client.namespace === of.rootNamespace ? [] : (scopes.get(of.rootNamespace) ?? [])
      return sidecarScopeOf([...near, ...root], of, client)
    },
    podsOf: (workload) => pods.get(qualifiedName(workload)) ?? [],
    podsIn: (namespace) => podsByNamespace.get(namespace) ?? [],
    serviceOf: (name) => serviceByName.get(qualifiedName(name)) ?? null,
    servicesIn: (namespace) => services.get(namespace) ?? [],
    endpointsOf,
  }
}

/**
 * The pod's own port behind a port of the service; a name is looked up among the container's. `null`
 * where no container has a port of that name: no endpoint comes of it.
 */
export function targetPortOf({ targetPort }: ServicePort, { ports }: PodGroup): number | null {
  if (typeof targetPort === 'number') return targetPort
  return ports.find(({ name }) => name === targetPort)?.port ?? null
}

function remember<Value>(known: Map<string, Value>, key: string, work: () => Value): Value {
  const found = known.get(key)
  if (found !== undefined) return found
  const value = work()
  known.set(key, value)
  return value
}

function remembering<Key extends object, Value>(work: (key: Key) => Value) {
  const known = new Map<Key, Value>()
  return (key: Key): Value => {
    const found = known.get(key)
    if (found !== undefined) return found
    const value = work(key)
    known.set(key, value)
    return value
  }
}
