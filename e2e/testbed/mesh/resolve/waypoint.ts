import type { Labels } from '../../cluster/kubernetes-objects'
import { groupBy } from '../group-by'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'
import { oncePerWorld } from '../world/once-per-world'
import type { World } from '../world/world'

const waypointsByName = oncePerWorld(({ kubernetesGateways }) => {
  const served = kubernetesGateways.filter(
    ({ spec, metadata }) =>
      spec.gatewayClassName === 'istio-waypoint' &&
      ['service', 'all'].includes(metadata.labels?.['istio.io/waypoint-for'] ?? 'service'),
  )
  return new Set(
    served.map(({ metadata }) => `${metadata.namespace ?? 'default'}/${metadata.name}`),
  )
})

const podsByWaypoint = oncePerWorld(({ pods }) =>
  groupBy(
    [...pods.values()].filter(({ proxy, ready }) => proxy === 'waypoint' && ready),
    ({ namespace, labels }) =>
      `${namespace}/${labels['gateway.networking.k8s.io/gateway-name'] ?? ''}`,
  ),
)

/** `namespace/name` of the waypoint that labels ask for; `none` is an opt-out, as nothing is not. */
function askedFor(labels: Labels | undefined, namespace: string): string | null {
  const name = labels?.['istio.io/use-waypoint']
  if (!name) return null
  return name === 'none'
    ? 'none'
    : `${labels['istio.io/use-waypoint-namespace'] ?? namespace}/${name}`
}

/**
 * The ready pods of the waypoint through which ambient clients reach a service; `null` where it has
 * none. What a service asks for itself is not replaced by what its namespace asks for.
 * https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export function waypointPods(world: World, service: MeshService): readonly MeshPod[] | null {
  const { namespace, labels } = service
  const asked = askedFor(labels, namespace) ?? askedFor(world.namespaces.get(namespace), namespace)
  if (!asked || !waypointsByName(world).has(asked)) return null
  return podsByWaypoint(world).get(asked) ?? []
}
