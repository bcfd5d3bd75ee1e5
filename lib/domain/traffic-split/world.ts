import type { ServiceName } from '../host'
import { qualifiedName } from '../workload'
import { type Destinations, destinationsOf, type ResolvedDestination } from './destinations'
import { type FlowsByService, flowsByService, type SplitTraffic } from './flows'
import { type Governance, governanceOf, parentServices } from './governance'
import { type RouteObject, type Rule, rulesOf, sharesOf, splitId, weightsOf } from './rule'
import { indexFacts, type SplitFacts, type SplitIndex } from './split-facts'

/** The configuration with everything that is looked up in it worked out once. */
export type SplitConfig = {
  index: SplitIndex
  destinations: Destinations
  governance: Governance
  /** The objects that route, as far as the viewer may read them. */
  routes: readonly RouteObject[]
  /** Rules that send traffic of this sort to a workload of a service. */
  rulesTo: (service: ServiceName, workload: ServiceName, counted: Counted) => number
}

/** HTTP and TCP of one service are told apart: they have metrics of their own. */
export type Counted = 'requests' | 'connections'

export const countedBy = ({ protocol }: Pick<Rule, 'protocol'>): Counted =>
  protocol === 'http' || protocol === 'grpc' ? 'requests' : 'connections'

export type SplitWorld = SplitConfig & {
  /** `null` where Prometheus did not answer. */
  flows: FlowsByService | null
  windowSeconds: number
}

export type ResolvedRule = Rule & {
  resolved: readonly ResolvedDestination[]
  /** 0–1, in the order of its destinations. */
  shares: readonly number[]
}

export function splitConfig(facts: SplitFacts): SplitConfig {
  const index = indexFacts(facts)
  const destinations = destinationsOf(index)
  const governance = governanceOf(index)
  const routes: RouteObject[] = [
    ...facts.virtualServices.map((object): RouteObject => ({ kind: 'VirtualService', object })),
    ...facts.httpRoutes.map((object): RouteObject => ({ kind: 'HTTPRoute', object })),
    ...facts.grpcRoutes.map((object): RouteObject => ({ kind: 'GRPCRoute', object })),
  ]
  const leads = new Map<string, number>()
  for (const route of routes)
    for (const rule of resolveRules(route, destinations))
      if (isObeyed(route, index, governance))
        for (const target of targetsOf(rule)) leads.set(target, (leads.get(target) ?? 0) + 1)
  return {
    index,
    destinations,
    governance,
    routes: routes.filter(({ kind, object }) => facts.shows(object.namespace, kind)),
    rulesTo: (service, workload, counted) => leads.get(targetKey(service, workload, counted)) ?? 0,
  }
}

export const splitWorld = (
  config: SplitConfig,
  traffic: SplitTraffic | null,
  windowSeconds: number,
): SplitWorld => ({
  ...config,
  flows: traffic && flowsByService(traffic, config.index),
  windowSeconds,
})

export const resolveRules = (route: RouteObject, { resolve }: Destinations): ResolvedRule[] =>
  rulesOf(route).map((rule) => ({
    ...rule,
    resolved: rule.destinations.map(resolve),
    shares: sharesOf(weightsOf(rule), route.kind),
  }))

export const findRoute = (
  { routes }: Pick<SplitConfig, 'routes'>,
  wanted: { kind: RouteObject['kind']; namespace: string; name: string },
) => routes.find(({ kind, object }) => splitId(kind, object) === splitId(wanted.kind, wanted))

/** Services that callers ask for when they take this route; none where a host is outside of the cluster. */
export function hostServices(
  route: RouteObject,
  { index, governance }: Pick<SplitConfig, 'index' | 'governance'>,
): ServiceName[] {
  if (route.kind !== 'VirtualService') return parentServices(route)
  const { object } = route
  const owners = object.hosts.length > 0 ? [object] : governance.rootsOf(object)
  return owners.flatMap(({ hosts, namespace }) =>
    hosts.flatMap((host) => index.resolve(host, namespace) ?? []),
  )
}

/** An object that another one takes all clients from leads nowhere. */
function isObeyed(route: RouteObject, index: SplitIndex, governance: Governance): boolean {
  if (route.kind === 'VirtualService' && route.object.gateways.some((name) => name !== 'mesh'))
    return true
  const services = hostServices(route, { index, governance })
  return (
    services.length === 0 ||
    services.some((service) =>
      [service.namespace, route.object.namespace].some((client) => {
        const winner = governance.winnerFor(service, client)
        return (
          winner === null ||
          splitId(winner.kind, winner.object) === splitId(route.kind, route.object)
        )
      }),
    ) ||
    (route.kind === 'VirtualService' && route.object.hosts.length === 0)
  )
}

/** A destination of weight 0 sends nothing; two destinations of one rule that overlap count twice. */
const targetsOf = (rule: ResolvedRule): string[] =>
  rule.resolved.flatMap(({ service, workloads }, at) =>
    service && workloads && (rule.shares[at] ?? 0) > 0
      ? workloads.map((workload) => targetKey(service, workload, countedBy(rule)))
      : [],
  )

const targetKey = (service: ServiceName, workload: ServiceName, counted: Counted) =>
  `${counted} ${qualifiedName(service)} ${qualifiedName(workload)}`
