import { hasLabels } from '../../cluster/kubernetes-objects'
import type {
  GatewayApiRoute,
  KubernetesGateway,
  Listener,
  ParentReference,
} from '../world/gateway-api-objects'
import type { MeshPod } from '../world/mesh-pod'
import { type MeshService, serviceHost } from '../world/mesh-service'
import { oncePerWorld } from '../world/once-per-world'
import type { World } from '../world/world'
import { gatewayApiRules } from './gateway-api-rule'
import { hostCovers, hostSpecificity } from './host'
import type { HttpRequest } from './http-match'
import type { Rule } from './rule'

const namespaceOf = ({ metadata }: GatewayApiRoute | KubernetesGateway) =>
  metadata.namespace ?? 'default'

/** The host of the service that a route is for, as a parent in the mesh. */
function parentHost(route: GatewayApiRoute, parent: ParentReference): string | null {
  const { group, kind, name, namespace = namespaceOf(route) } = parent
  if ((group ?? '') === '' && kind === 'Service') return serviceHost(name, namespace)
  return group === 'networking.istio.io' && kind === 'Hostname' ? name : null
}

type ForService = { route: GatewayApiRoute; port: number | undefined }

const routesByService = oncePerWorld(({ gatewayApiRoutes }) => {
  const byHost = new Map<string, ForService[]>()
  for (const route of gatewayApiRoutes) {
    for (const parent of route.spec.parentRefs ?? []) {
      const host = parentHost(route, parent)
      if (host) byHost.set(host, [...(byHost.get(host) ?? []), { route, port: parent.port }])
    }
  }
  return byHost
})

const routesFor = (world: World, service: MeshService, port: number): GatewayApiRoute[] =>
  (routesByService(world).get(service.host) ?? [])
    .filter((one) => one.port === undefined || one.port === port)
    .map(({ route }) => route)

const rulesOrNone = (world: World, routes: readonly GatewayApiRoute[]): Rule[] | null =>
  routes.length ? gatewayApiRules(world, routes) : null

/**
 * Routes of the client's namespace are for its own clients and come first, those of the service's
 * namespace are for everybody, others for nobody here. `null` where there is none.
 * https://gateway-api.sigs.k8s.io/mesh/#gateway-api-for-mesh
 */
export function meshRules(
  world: World,
  client: MeshPod,
  { service, port }: { service: MeshService; port: number },
): Rule[] | null {
  const routes = routesFor(world, service, port)
  const ofNamespace = (namespace: string) =>
    routes.filter((route) => namespaceOf(route) === namespace)
  return (
    rulesOrNone(world, ofNamespace(client.namespace)) ??
    rulesOrNone(world, ofNamespace(service.namespace))
  )
}

/** A waypoint obeys the routes of the service's owner only. */
export const waypointMeshRules = (world: World, service: MeshService, port: number) =>
  rulesOrNone(
    world,
    routesFor(world, service, port).filter((route) => namespaceOf(route) === service.namespace),
  )

/** The Gateway that Istio has deployed a pod for, and of which it serves the listeners. */
export const kubernetesGatewayOf = (world: World, pod: MeshPod): KubernetesGateway | undefined =>
  world.kubernetesGateways.find(
    (gateway) =>
      namespaceOf(gateway) === pod.namespace &&
      gateway.metadata.name === pod.labels['gateway.networking.k8s.io/gateway-name'],
  )

const specificityOf = ({ hostname }: Listener) => hostSpecificity(hostname ?? '*')

/** The open listeners of a port that serve the host, by the closest name for it. */
export function listenersFor(gateway: KubernetesGateway, { host, port }: HttpRequest): Listener[] {
  const serving = (gateway.spec.listeners ?? []).filter(
    (listener) => listener.port === port && hostCovers(listener.hostname ?? '*', host),
  )
  const best = Math.max(...serving.map(specificityOf))
  return serving.filter((listener) => specificityOf(listener) === best)
}

function isAllowed(
  world: World,
  gateway: KubernetesGateway,
  { allowedRoutes }: Listener,
  route: GatewayApiRoute,
): boolean {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {}
  if (from === 'All') return true
  if (from === 'Same') return namespaceOf(route) === namespaceOf(gateway)
  return (
    from === 'Selector' &&
    hasLabels(world.namespaces.get(namespaceOf(route)), selector?.matchLabels ?? {})
  )
}

function isParent(
  gateway: KubernetesGateway,
  listener: Listener,
  route: GatewayApiRoute,
  parent: ParentReference,
): boolean {
  const { kind = 'Gateway', name, namespace = namespaceOf(route), sectionName, port } = parent
  return (
    kind === 'Gateway' &&
    name === gateway.metadata.name &&
    namespace === namespaceOf(gateway) &&
    (sectionName === undefined || sectionName === listener.name) &&
    (port === undefined || port === listener.port)
  )
}

/** What a Gateway's listeners let in for a host, the closest host names first. */
export function listenerRules(
  world: World,
  gateway: KubernetesGateway,
  listeners: readonly Listener[],
  host: string,
): Rule[] {
  const attached = world.gatewayApiRoutes.filter((route) =>
    listeners.some(
      (listener) =>
        isAllowed(world, gateway, listener, route) &&
        route.spec.parentRefs?.some((parent) => isParent(gateway, listener, route, parent)),
    ),
  )
  const byHost = new Map<number, GatewayApiRoute[]>()
  for (const route of attached) {
    const hostnames = route.spec.hostnames?.length ? route.spec.hostnames : ['*']
    const covering = hostnames.filter((pattern) => hostCovers(pattern, host))
    if (!covering.length) continue
    const best = Math.max(...covering.map(hostSpecificity))
    byHost.set(best, [...(byHost.get(best) ?? []), route])
  }
  return [...byHost.entries()]
    .sort(([one], [other]) => other - one)
    .flatMap(([, routes]) => gatewayApiRules(world, routes))
}
