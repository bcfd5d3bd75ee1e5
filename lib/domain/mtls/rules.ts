import { groupBy } from '../group-by'
import { ofNamespace } from '../of-namespace'
import { remember, rememberFor } from '../remember'
import { qualifiedName } from '../workload'
import { indexRules, type ObeyedRule, obeyedRule } from './client-rule'
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
  const pods = groupBy(mesh.pods, qualifiedName)
  const serviceByName = new Map(mesh.services.map((one) => [qualifiedName(one), one]))

  const config = (of: Pick<PodGroup, 'revision'> | null) => configOf(mesh, of?.revision ?? null)
  const levelsUnder = remember(
    (rootNamespace: string) => rootNamespace,
    (rootNamespace) => policyLevels(mesh.peerAuthentications, rootNamespace),
  )
  const levelsOf = (of: Pick<PodGroup, 'revision'> | null) => levelsUnder(config(of).rootNamespace)
  const indexOf = remember(
    ({ domain }: MeshConfig) => domain,
    (of) => indexRules(mesh.destinationRules, of),
  )
  const endpointsOf = rememberFor((service: MtlsService) =>
    isEmpty(service.selector)
      ? []
      : ofNamespace(mesh.pods, service.namespace).filter(
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
      const near = ofNamespace(mesh.sidecars, client.namespace)
      const root =
        client.namespace === of.rootNamespace ? [] : ofNamespace(mesh.sidecars, of.rootNamespace)
      return sidecarScopeOf([...near, ...root], of, client)
    },
    podsOf: (workload) => pods.get(qualifiedName(workload)) ?? [],
    podsIn: (namespace) => ofNamespace(mesh.pods, namespace),
    serviceOf: (name) => serviceByName.get(qualifiedName(name)) ?? null,
    servicesIn: (namespace) => ofNamespace(mesh.services, namespace),
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
