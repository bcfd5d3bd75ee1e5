import { detectOwner } from '../owner/detect-owner'
import { qualifiedName } from '../workload'
import { changedBack, type WeightsRecord } from './change-history'
import type { CheckedRule } from './checks/check'
import { lacksWaypoint } from './checks/no-waypoint'
import { runChecks } from './checks/run-checks'
import { gatewayNames, parentServices } from './governance'
import { absent, mixtureOf, type ObservedRule, observeRule } from './observe'
import { type RouteObject, splitId } from './rule'
import type { AbsenceReason, ObjectName, Split, SplitRoute } from './split'
import { countedBy, hostServices, type ResolvedRule, resolveRules, type SplitWorld } from './world'

/** Whether there is anything to move in it. */
export const isSplit = (route: RouteObject, world: Pick<SplitWorld, 'destinations'>) =>
  resolveRules(route, world.destinations).some(({ destinations }) => destinations.length > 1)

/** One object with what is configured and what was seen; who may edit it is not its affair. */
export function readSplit(
  route: RouteObject,
  world: SplitWorld,
  records: readonly WeightsRecord[],
): Omit<Split, 'editable'> {
  const { kind, object } = route
  const rules = resolveRules(route, world.destinations)
  const owner = detectOwner(route, world.index.facts)
  return {
    id: splitId(kind, object),
    namespace: object.namespace,
    kind,
    name: object.name,
    ...attachment(route, world),
    owner,
    findings: runChecks({ route, rules: rules.map(unplanned), owner, ...world }),
    changedBack: changedBack(records, object, rules),
    uid: object.uid,
    generation: object.generation,
    routes: rules.map((rule) => toRoute(rule, observe(route, rule, rules, world))),
    services: mixtures(rules, world),
  }
}

export const unplanned = (rule: ResolvedRule): CheckedRule => ({
  ...rule,
  planned: null,
  sharesAfter: rule.shares,
})

function attachment(
  route: RouteObject,
  { governance, index }: SplitWorld,
): Pick<Split, 'hosts' | 'gateways' | 'roots' | 'delegates'> {
  if (route.kind !== 'VirtualService') {
    const services = parentServices(route)
    return {
      hosts: services.length > 0 ? services.map(qualifiedName) : [...route.object.hostnames],
      gateways: [...(services.length > 0 ? ['mesh'] : []), ...gatewayNames(route)],
      roots: [],
      delegates: [],
    }
  }
  const { object } = route
  const mayShow = ({ namespace }: ObjectName) => index.facts.shows(namespace, 'VirtualService')
  const roots = object.hosts.length > 0 ? [] : governance.rootsOf(object).filter(mayShow)
  const owners = roots.length > 0 ? roots : [object]
  return {
    hosts: owners.flatMap(({ hosts }) => hosts),
    gateways: [
      ...new Set(
        owners.flatMap((one) =>
          one.gateways.length === 0
            ? ['mesh']
            : one.gateways.map((name) => (name === 'mesh' ? name : gatewayName(name, one))),
        ),
      ),
    ],
    roots: roots.map(toName),
    delegates: object.http.flatMap(({ delegate }) =>
      delegate ? [{ namespace: delegate.namespace ?? object.namespace, name: delegate.name }] : [],
    ),
  }
}

const gatewayName = (name: string, { namespace }: ObjectName) =>
  name.includes('/') ? name : `${namespace}/${name}`

const toName = ({ namespace, name }: ObjectName): ObjectName => ({ namespace, name })

export function observe(
  route: RouteObject,
  rule: ResolvedRule,
  rules: readonly ResolvedRule[],
  world: SplitWorld,
): ObservedRule {
  const { flows, governance, windowSeconds } = world
  const nothing = rule.destinations.map(() => ({ observed: null, outside: null }))
  if (flows === null) return { observed: absent('metrics-missing'), destinations: nothing }
  const rivals = rules.filter(({ destinations }) => destinations.length > 0)
  return observeRule(
    {
      route,
      counted: countedBy(rule),
      destinations: rule.resolved,
      hosts: hostServices(route, world),
      ownsLost: rivals.length === 1,
      absence: absenceOf(rule, world),
    },
    { flows, governance, windowSeconds },
  )
}

function absenceOf(rule: ResolvedRule, world: SplitWorld): AbsenceReason | null {
  const { resolved } = rule
  if (resolved.length === 0) return 'unknown-destination'
  if (resolved.some(({ workloads }) => workloads === null)) return 'unknown-destination'
  if (lacksWaypoint(resolved, world.index)) return 'no-waypoint'
  // One that sends nothing now may have sent before, so its pods must be told apart as well.
  const isShared = resolved.some(({ service, workloads }) =>
    (workloads ?? []).some(
      (workload) => service !== null && world.rulesTo(service, workload, countedBy(rule)) > 1,
    ),
  )
  return isShared ? 'shared-workload' : null
}

const toRoute = (rule: ResolvedRule, { observed, destinations }: ObservedRule): SplitRoute => ({
  route: rule.route,
  protocol: rule.protocol,
  name: rule.name,
  match: rule.match,
  destinations: rule.resolved.map(({ destination, readyPods, workloads }, at) => ({
    host: destination.host,
    subset: destination.subset,
    port: destination.port,
    weight: destination.weight,
    share: rule.shares[at] ?? 0,
    readyPods,
    workloads: (workloads ?? []).map(toName),
    observed: destinations[at]?.observed ?? null,
    outside: destinations[at]?.outside ?? null,
  })),
  observed,
})

function mixtures(rules: readonly ResolvedRule[], { flows, index }: SplitWorld): Split['services'] {
  if (flows === null) return []
  const services = new Map(
    rules
      .flatMap(({ resolved }) => resolved.flatMap(({ service }) => service ?? []))
      .map((service) => [qualifiedName(service), service]),
  )
  return [...services.values()].map((service) =>
    mixtureOf(
      service,
      flows(service),
      (workload) => index.workload(workload)?.version ?? 'unknown',
    ),
  )
}
