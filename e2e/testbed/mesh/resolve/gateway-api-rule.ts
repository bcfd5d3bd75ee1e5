import type {
  BackendReference,
  GatewayApiRoute,
  GrpcRouteRule,
  HttpRouteRule,
  RouteFilter,
} from '../world/gateway-api-objects'
import { serviceHost } from '../world/mesh-service'
import type { World } from '../world/world'
import { durationMs } from './duration'
import { grpcRouteMatch, httpRouteMatch, type RouteMatch } from './gateway-api-match'
import { serviceOf } from './host'
import { defaultRetries, noRetries } from './retries'
import type { Answer, Forwarding, MirrorRule, Rule, Target } from './rule'

const namespaceOf = ({ metadata }: GatewayApiRoute) => metadata.namespace ?? 'default'

/** A reference into another namespace needs that namespace's consent. */
function isGranted(world: World, route: GatewayApiRoute, backend: BackendReference): boolean {
  const from = namespaceOf(route)
  const { group = '', kind = 'Service', namespace = from, name } = backend
  if (namespace === from) return true
  return world.referenceGrants.some(
    ({ metadata, spec }) =>
      metadata.namespace === namespace &&
      spec.from.some(
        (one) =>
          one.group === 'gateway.networking.k8s.io' &&
          one.kind === route.kind &&
          one.namespace === from,
      ) &&
      spec.to.some(
        (one) => one.group === group && one.kind === kind && (!one.name || one.name === name),
      ),
  )
}

function hostOf({ group = '', kind = 'Service', name }: BackendReference, namespace: string) {
  if (group === '' && kind === 'Service') return serviceHost(name, namespace)
  return group === 'networking.istio.io' && kind === 'Hostname' ? name : null
}

/** A backend that is not there, not permitted or not of a known kind answers 500 for its share. */
function target(world: World, route: GatewayApiRoute, backend: BackendReference): Target {
  const host = hostOf(backend, backend.namespace ?? namespaceOf(route))
  const port = backend.port
  const isValid =
    host !== null &&
    serviceOf(world, host)?.ports.some((one) => one.port === port) &&
    isGranted(world, route, backend)
  return isValid
    ? { kind: 'cluster', host, subset: undefined, port }
    : { kind: 'answer', code: '500' }
}

/** Unlike in a VirtualService a weight that is left out is 1. */
function weighted(world: World, route: GatewayApiRoute, backends: readonly BackendReference[]) {
  const sum = backends.reduce((total, { weight = 1 }) => total + weight, 0)
  return backends
    .map((one) => ({ target: target(world, route, one), share: (one.weight ?? 1) / sum }))
    .filter(({ share }) => share > 0)
}

function mirrorShare({ percent, fraction }: NonNullable<RouteFilter['requestMirror']>): number {
  if (fraction) return fraction.numerator / (fraction.denominator ?? 100)
  return (percent ?? 100) / 100
}

const mirrorsOf = (
  world: World,
  route: GatewayApiRoute,
  filters: readonly RouteFilter[],
): MirrorRule[] =>
  filters
    .flatMap(({ requestMirror }) => requestMirror ?? [])
    .map((mirror) => ({
      target: target(world, route, mirror.backendRef),
      share: mirrorShare(mirror),
    }))
    .filter(({ share }) => share > 0)

function retriesOf({ retry, timeouts }: HttpRouteRule | GrpcRouteRule) {
  const perTryTimeoutMs = durationMs(timeouts?.backendRequest) || null
  if (!retry) return { ...defaultRetries, perTryTimeoutMs }
  if (retry.attempts === 0) return noRetries
  return {
    attempts: retry.attempts ?? defaultRetries.attempts,
    on: [...defaultRetries.on, ...(retry.codes ?? []).map(String)],
    perTryTimeoutMs,
  }
}

function action(
  world: World,
  route: GatewayApiRoute,
  rule: HttpRouteRule | GrpcRouteRule,
): Forwarding | Answer {
  const filters = rule.filters ?? []
  const redirect = filters.find(({ type }) => type === 'RequestRedirect')?.requestRedirect
  if (redirect) return { kind: 'answer', code: String(redirect.statusCode ?? 302), flags: '-' }
  const to = weighted(world, route, rule.backendRefs ?? [])
  if (to.every((one) => one.target.kind === 'answer')) {
    return { kind: 'answer', code: '500', flags: '-' }
  }
  return {
    kind: 'forward',
    to,
    fault: null,
    timeoutMs: durationMs(rule.timeouts?.request) || null,
    retries: retriesOf(rule),
    mirrors: mirrorsOf(world, route, filters),
  }
}

type Ranked = { match: RouteMatch; rule: HttpRouteRule | GrpcRouteRule }

/** A rule without matches takes everything. */
function rankedMatches(route: GatewayApiRoute): Ranked[] {
  const everything = httpRouteMatch({})
  if (route.kind === 'HTTPRoute') {
    return (route.spec.rules ?? []).flatMap((rule) =>
      (rule.matches?.map(httpRouteMatch) ?? [everything]).map((match) => ({ match, rule })),
    )
  }
  return (route.spec.rules ?? []).flatMap((rule) =>
    (rule.matches?.map(grpcRouteMatch) ?? [everything]).map((match) => ({ match, rule })),
  )
}

function byRank({ match: one }: Ranked, { match: other }: Ranked): number {
  const index = one.rank.findIndex((value, position) => value !== other.rank[position])
  return (other.rank[index] ?? 0) - (one.rank[index] ?? 0)
}

/** The rules of several routes, the oldest route first, in the order in which they are tried. */
export const gatewayApiRules = (world: World, routes: readonly GatewayApiRoute[]): Rule[] =>
  routes
    .flatMap((route) => rankedMatches(route).map((ranked) => ({ ...ranked, route })))
    // A stable sort leaves older routes and earlier rules first among equals.
    .sort(byRank)
    .map(({ match, rule, route }) => ({
      isMatched: match.isMatched,
      isCatchAll: false,
      action: action(world, route, rule),
    }))
