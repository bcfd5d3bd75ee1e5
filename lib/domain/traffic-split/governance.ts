import { groupBy } from '../group-by'
import type { ServiceName } from '../host'
import { byAge } from '../istio-config/config-object'
import type { GatewayRoute } from '../istio-config/gateway-route'
import type { VirtualService } from '../istio-config/virtual-service'
import { bySpecificity, fullHost, isExportedTo, matchesHost } from '../mtls/host-pattern'
import { defaultMeshConfig } from '../mtls/mesh'
import { remember } from '../remember'
import type { WorkloadFacts } from '../service-graph/mesh-facts'
import { qualifiedName, selects } from '../workload'
import { clientAndService, fqdn, inOneDomain } from './destinations'
import { type RouteObject, splitId } from './rule'
import type { OutsideReason } from './split'
import type { SplitIndex } from './split-facts'

/** Who takes its traffic by a route. */
export type Governance = {
  /** `null`: the route governs this caller; else why not. */
  outside: (object: RouteObject, caller: Caller, service: ServiceName) => OutsideReason | null
  /** The route object that clients of a namespace obey for a service; `null` where there is none. */
  winnerFor: (service: ServiceName, clientNamespace: string) => RouteObject | null
  /** All that say something about a service in the mesh, the one that wins for its own namespace first. */
  contenders: (service: ServiceName) => readonly RouteObject[]
  /** VirtualServices that hand traffic on to this one. */
  rootsOf: (delegate: ServiceName) => readonly VirtualService[]
}

/** `workload` is `null` where the metrics do not know who called. */
export type Caller = { namespace: string | null; workload: WorkloadFacts | null; hasProxy: boolean }

export function governanceOf(index: SplitIndex): Governance {
  const { facts } = index
  const roots = groupBy(facts.virtualServices.flatMap(delegations), ({ delegate }) => delegate)
  const meshServices = facts.virtualServices.filter(isForMesh).toSorted(byAge)
  const routes: RouteObject[] = [
    ...facts.httpRoutes.map((object): RouteObject => ({ kind: 'HTTPRoute', object })),
    ...facts.grpcRoutes.map((object): RouteObject => ({ kind: 'GRPCRoute', object })),
  ]
  const routesByService = groupBy(
    routes.flatMap((route) => parentServices(route).map((service) => ({ route, service }))),
    ({ service }) => qualifiedName(service),
  )
  const exact = groupBy(
    meshServices.flatMap((object) => object.hosts.map((host) => ({ object, host }))),
    ({ object, host }) => inOneDomain(fullHost(host, object.namespace, defaultMeshConfig.domain)),
  )
  const wildcards = [...exact.keys()].filter((host) => host.startsWith('*'))
  const rootsOf = (delegate: ServiceName) =>
    (roots.get(qualifiedName(delegate)) ?? []).map(({ root }) => root)

  /** As the control plane of the client says where the object has no word of its own. */
  const exportOf = ({ exportTo }: VirtualService, clientNamespace: string) =>
    exportTo.length > 0
      ? exportTo
      : index.meshConfigOf(clientNamespace).defaultVirtualServiceExportTo

  /** VirtualServices of the most specific host that covers the service. */
  function virtualServicesFor(service: ServiceName, clientNamespace: string | null): RouteObject[] {
    const host = fqdn(service)
    const patterns = [host, ...wildcards.filter((one) => matchesHost(one, host))].sort(
      bySpecificity,
    )
    for (const pattern of patterns) {
      const visible = (exact.get(pattern) ?? []).filter(
        ({ object }) =>
          clientNamespace === null ||
          isExportedTo(exportOf(object, clientNamespace), object.namespace, clientNamespace),
      )
      if (visible.length > 0)
        return visible.map(({ object }) => ({ kind: 'VirtualService', object }))
    }
    return []
  }

  const gatewayRoutesFor = (service: ServiceName, clientNamespace: string | null) =>
    (routesByService.get(qualifiedName(service)) ?? [])
      .map(({ route }) => route)
      .filter(
        ({ object }) =>
          clientNamespace === null ||
          object.namespace === service.namespace ||
          object.namespace === clientNamespace,
      )

  const winnerFor = remember(clientAndService, (service, clientNamespace): RouteObject | null => {
    const candidates = [
      ...gatewayRoutesFor(service, clientNamespace),
      ...virtualServicesFor(service, clientNamespace),
    ]
    const rank = (one: RouteObject) => visibilityClass(one, clientNamespace, exportOf)
    return candidates.toSorted((a, b) => rank(a) - rank(b) || byAge(a.object, b.object))[0] ?? null
  })

  function contenders(service: ServiceName): readonly RouteObject[] {
    const winner = winnerFor(service, service.namespace)
    const all = [...gatewayRoutesFor(service, null), ...virtualServicesFor(service, null)]
    return winner ? [winner, ...all.filter((one) => !isSame(one, winner))] : all
  }

  function outside(
    route: RouteObject,
    { namespace, workload, hasProxy }: Caller,
    service: ServiceName,
  ): OutsideReason | null {
    if (!hasProxy) return 'no-proxy'
    const own = owners(route, rootsOf)
    if (workload?.role === 'gateway')
      return own.some((one) => listsGateway(one, workload, index)) ? null : 'gateway-not-listed'
    if (!own.some(isForMeshRoute)) return 'gateway-not-listed'
    if (workload?.dataPlaneMode === 'ambient') return null
    const winner = winnerFor(service, namespace ?? service.namespace)
    return winner === null || own.some((one) => isSame(one, winner)) ? null : 'other-route'
  }
  return { outside, winnerFor, contenders, rootsOf }
}

const isSame = (a: RouteObject, b: RouteObject) =>
  splitId(a.kind, a.object) === splitId(b.kind, b.object)

/** A delegate takes what its roots take. */
function owners(route: RouteObject, rootsOf: Governance['rootsOf']): readonly RouteObject[] {
  if (route.kind !== 'VirtualService' || route.object.hosts.length > 0) return [route]
  return rootsOf(route.object).map((object) => ({ kind: 'VirtualService', object }))
}

const isForMesh = ({ gateways, hosts }: VirtualService) =>
  hosts.length > 0 && (gateways.length === 0 || gateways.includes('mesh'))

const isForMeshRoute = (route: RouteObject) =>
  route.kind === 'VirtualService' ? isForMesh(route.object) : parentServices(route).length > 0

/**
 * Sidecars do not merge what several objects say of one host: the first takes it. Routes of the
 * client's own namespace come first, then what is private to it, then what is exported to it by
 * name, then what everybody sees. (istio/pilot/pkg/model/push_context.go, virtualServiceIndex)
 */
function visibilityClass(
  route: RouteObject,
  clientNamespace: string,
  exportOf: (object: VirtualService, clientNamespace: string) => readonly string[],
): number {
  const { object } = route
  if (route.kind !== 'VirtualService') return object.namespace === clientNamespace ? 0 : 3
  const exportTo = exportOf(route.object, clientNamespace)
  const isPrivate = exportTo.every((to) => to === '.' || to === object.namespace)
  if (isPrivate && object.namespace === clientNamespace) return 1
  return exportTo.includes(clientNamespace) ? 2 : 3
}

const delegations = (root: VirtualService) =>
  root.http.flatMap(({ delegate }) =>
    delegate
      ? [{ root, delegate: `${delegate.namespace ?? root.namespace}/${delegate.name}` }]
      : [],
  )

/** Services that a route of the Gateway API is attached to. */
export function parentServices({ kind, object }: RouteObject): ServiceName[] {
  if (kind === 'VirtualService') return []
  return object.parents
    .filter(({ group, kind: parent }) => (group === '' || group === 'core') && parent === 'Service')
    .map(({ namespace, name }) => ({ namespace, name }))
}

/** Whether a gateway’s pods take the route: by the Gateways that it names and their selectors. */
function listsGateway(route: RouteObject, workload: WorkloadFacts, index: SplitIndex): boolean {
  const { istioGateways, kubernetesGateways } = index.facts
  return gatewayNames(route).some((name) => {
    const own = istioGateways.find((one) => qualifiedName(one) === name)
    if (own) return selects(own.selector, workload.labels)
    const kubernetes = kubernetesGateways.find((one) => qualifiedName(one) === name)
    return (
      kubernetes !== undefined &&
      kubernetes.namespace === workload.namespace &&
      workload.labels['gateway.networking.k8s.io/gateway-name'] === kubernetes.name
    )
  })
}

/** `namespace/name` of each; `mesh` is none. */
export const gatewayNames = (route: RouteObject): string[] =>
  route.kind === 'VirtualService'
    ? route.object.gateways
        .filter((name) => name !== 'mesh')
        .map((name) => (name.includes('/') ? name : `${route.object.namespace}/${name}`))
    : gatewayParents(route.object).map(qualifiedName)

const gatewayParents = ({ parents }: GatewayRoute) =>
  parents.filter(({ kind }) => kind === 'Gateway')
