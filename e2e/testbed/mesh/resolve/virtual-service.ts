import type { VirtualService } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'
import { oncePerWorld } from '../world/once-per-world'
import type { World } from '../world/world'
import { writtenRules } from './delegate'
import { configHost, hostCovers, hostSpecificity } from './host'
import { gatewayName } from './http-match'
import type { Rule } from './rule'
import { knowsRoutes } from './sidecar-scope'
import { httpRule, tcpRule } from './virtual-service-rule'
import { type Exported, exportedBy, isVisibleIn, visibilityClass } from './visibility'

/** A VirtualService with what is asked of it for every call. */
type Routes = {
  object: VirtualService
  namespace: string
  exported: Exported
  hosts: readonly string[]
  gateways: readonly string[]
  http: () => readonly Rule[]
  opaque: () => readonly Rule[]
}

const lazily = <T>(build: () => T): (() => T) => {
  let built: { value: T } | null = null
  return () => {
    built ??= { value: build() }
    return built.value
  }
}

function routesOf(world: World, object: VirtualService): Routes {
  const { spec, metadata } = object
  const namespace = metadata.namespace ?? 'default'
  const gateways = spec.gateways?.length ? spec.gateways : ['mesh']
  return {
    object,
    namespace,
    exported: exportedBy(object, world.mesh.defaultVirtualServiceExportTo),
    hosts: (spec.hosts ?? []).map((host) => configHost(host, namespace)),
    gateways: gateways.map((name) => gatewayName(name, namespace)),
    http: lazily(() =>
      writtenRules(world, object).map((written) => httpRule(written.route, written.namespace)),
    ),
    opaque: lazily(() =>
      [...(spec.tls ?? []), ...(spec.tcp ?? [])].map((route) => tcpRule(route, namespace)),
    ),
  }
}

/** By host as written, so that a call looks at those for its host and at the wildcards only. */
const routesByHost = oncePerWorld((world) => {
  const byHost = new Map<string, { order: number; routes: Routes }[]>()
  for (const [order, object] of world.virtualServices.entries()) {
    const routes = routesOf(world, object)
    for (const host of new Set(routes.hosts)) {
      byHost.set(host, [...(byHost.get(host) ?? []), { order, routes }])
    }
  }
  const wildcards = [...byHost.keys()].filter((host) => host.startsWith('*'))
  return { byHost, wildcards }
})

/** Those that name a host or cover it, the oldest first, with how closely they name it. */
function covering(world: World, host: string): { routes: Routes; specific: number }[] {
  const { byHost, wildcards } = routesByHost(world)
  const patterns = [host, ...wildcards.filter((pattern) => hostCovers(pattern, host))]
  const found = new Map<Routes, { order: number; routes: Routes; specific: number }>()
  for (const pattern of patterns) {
    for (const { order, routes } of byHost.get(pattern) ?? []) {
      const specific = Math.max(hostSpecificity(pattern), found.get(routes)?.specific ?? 0)
      found.set(routes, { order, routes, specific })
    }
  }
  return [...found.values()].sort((one, other) => one.order - other.order)
}

export type RouteKind = 'http' | 'opaque'

const isBoundTo = ({ gateways }: Routes, gateway: string) => gateways.includes(gateway)

/**
 * A sidecar takes one VirtualService for a host and drops the rest: the most specific host, then
 * the closest visibility, then the oldest. `null` where there is none.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services
 */
export function sidecarRoutes(world: World, client: MeshPod, host: string) {
  const [first] = covering(world, host)
    .filter(
      ({ routes }) =>
        isBoundTo(routes, 'mesh') &&
        isVisibleIn(routes.exported, client.namespace) &&
        knowsRoutes(world, client, routes.object),
    )
    // A stable sort keeps the oldest first among equals.
    .sort(
      (a, b) =>
        b.specific - a.specific ||
        visibilityClass(a.routes.exported, client.namespace) -
          visibilityClass(b.routes.exported, client.namespace),
    )
  return first?.routes ?? null
}

/** Rules for everything go behind the rules of all others. */
export const catchAllLast = (rules: readonly Rule[]): Rule[] => [
  ...rules.filter(({ isCatchAll }) => !isCatchAll),
  ...rules.filter(({ isCatchAll }) => isCatchAll),
]

type AtGateway = {
  pod: MeshPod
  gateway: string
  host: string
  kind: RouteKind
  /** Of which it takes routes; `*` is all. */
  namespaces: readonly string[]
}

/** A gateway merges all that are shown to its namespace, the oldest first. */
export const gatewayRoutes = (world: World, { pod, gateway, host, kind, namespaces }: AtGateway) =>
  covering(world, host)
    .filter(
      ({ routes }) =>
        isBoundTo(routes, gateway) &&
        isVisibleIn(routes.exported, pod.namespace) &&
        (namespaces.includes('*') || namespaces.includes(routes.namespace)),
    )
    .flatMap(({ routes }) => routes[kind]())

/** A waypoint appends them, the oldest first, of the service's namespace and its own only. */
export const waypointRoutes = (
  world: World,
  waypoint: MeshPod,
  service: MeshService,
  kind: RouteKind,
) =>
  covering(world, service.host)
    .filter(
      ({ routes }) =>
        isBoundTo(routes, 'mesh') &&
        [service.namespace, waypoint.namespace].includes(routes.namespace),
    )
    .flatMap(({ routes }) => routes[kind]())
