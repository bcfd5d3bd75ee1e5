import { hasLabels, type ServicePort, targetPortOf } from '../../cluster/kubernetes-objects'
import type { Destination, HttpRouteDestination } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService, World } from '../world/world'
import { connect } from './connection'
import { destinationRulesFor, subsetOf } from './destination-rule'
import type { Fate, Handling, Outcome } from './fate'
import { listensAt } from './gateway'
import { configHost, requestedHost } from './host'
import type { HttpRequest } from './http-match'
import { firstMatch, gatewayRules, type Rule, sidecarRules } from './virtual-service'

type Caller = { world: World; client: MeshPod; request: HttpRequest }

/**
 * Where a call goes, with which probability. The probabilities sum to 1.
 * A client without a proxy knows Services only; a sidecar and a gateway obey their routes.
 */
export function resolveCall(
  world: World,
  client: MeshPod,
  request: HttpRequest,
  _options: ResolveOptions = {},
): Outcome[] {
  return branches({ world, client, request }).map((branch) => ({
    ...handling(request),
    ...branch,
  }))
}

export type ResolveOptions = {
  /** Keys of pods that the client's proxy has ejected for their errors: they get nothing. */
  ejected?: ReadonlySet<string>
}

type Branch = Fate & { probability: number }

function branches(caller: Caller): Branch[] {
  const { client } = caller
  if (client.proxy === 'gateway') return throughGateway(caller)
  return client.proxy === 'sidecar' ? throughSidecar(caller) : withoutProxy(caller)
}

const handling = ({ protocol = 'http' }: HttpRequest): Handling => ({
  protocol,
  delayMs: 0,
  timeoutMs: null,
  retries: { attempts: 0, on: [], perTryTimeoutMs: null },
  mirrors: [],
  outliers: null,
})

const only = (fate: Fate): Branch[] => [{ ...fate, probability: 1 }]

const failed = (
  code: string,
  flags: string,
  service: MeshService | null = null,
  server: MeshPod | null = null,
): Fate => ({
  kind: 'failed',
  code,
  flags,
  service,
  server,
  cluster: null,
  waypoint: null,
  denied: false,
})

const refused = (service: MeshService | null, server: MeshPod | null = null): Fate => ({
  kind: 'refused',
  service,
  server,
  denied: false,
})

const noRoute = failed('404', 'NR')
const noCluster = failed('503', 'NC')

/** Each fate of a list with its share of the whole. */
const scaled = (outcomes: readonly Branch[], share: number): Branch[] =>
  outcomes.map((outcome) => ({ ...outcome, probability: outcome.probability * share }))

function withoutProxy({ world, client, request }: Caller): Branch[] {
  const service = world.services.get(requestedHost(world, request.host, client.namespace))
  const port = service?.ports.find(({ port }) => port === request.port)
  if (!service || !port) return only(refused(service ?? null))
  const servers = service.pods.filter(({ ready }) => ready)
  if (!servers.length) return only(refused(service))
  return roundRobin(servers, (server) => reach({ world, client, service, server, port }))
}

function throughSidecar({ world, client, request }: Caller): Branch[] {
  const host = requestedHost(world, request.host, client.namespace)
  const service = world.services.get(host)
  const port = service?.ports.find(({ port }) => port === request.port)
  // A proxy has no listener for a port that the service does not have; nor has anybody else.
  if (service && !port) return only(failed('503', 'UF'))
  const rules = sidecarRules(world, client, host)
  if (rules) return alongRules(rules, { world, client, request }, 'mesh')
  if (!service || !port) return only({ kind: 'passthrough' })
  return toPods({ world, client, service, port, subset: undefined })
}

function throughGateway(caller: Caller): Branch[] {
  const gateways = listensAt(caller.world, caller.client, caller.request)
  // Nothing listens at the port, so that not even the gateway's own proxy has anything to report.
  if (!gateways) return only(refused(null))
  for (const gateway of gateways) {
    const rules = gatewayRules(caller.world, gateway, caller.request.host)
    if (rules.length) return alongRules(rules, caller, gateway)
  }
  return only(noRoute)
}

function alongRules(rules: readonly Rule[], caller: Caller, gateway: string): Branch[] {
  const found = firstMatch(rules, caller.request, { gateway, client: caller.client })
  if (!found) return only(noRoute)
  const { rule, namespace } = found
  const answered =
    rule.directResponse?.status ?? (rule.redirect && (rule.redirect.redirectCode ?? 301))
  if (answered) return only(failed(String(answered), '-'))
  if (!rule.route?.length) return only(noRoute)
  return shares(rule.route).flatMap(({ destination, share }) =>
    scaled(toDestination(destination, namespace, caller), share),
  )
}

/**
 * A share is weight ÷ sum of weights; a single destination needs no weight. Istio's webhook refuses
 * a sum of zero and weights below it; where they got in all the same, somebody has to answer.
 */
function shares(route: readonly HttpRouteDestination[]) {
  const weightOf = ({ weight = 0 }: HttpRouteDestination) => Math.max(0, weight)
  const sum = route.reduce((total, one) => total + weightOf(one), 0)
  if (route.length === 1 || sum === 0) {
    return route.slice(0, 1).map(({ destination }) => ({ destination, share: 1 }))
  }
  return route
    .map((one) => ({ destination: one.destination, share: weightOf(one) / sum }))
    .filter(({ share }) => share > 0)
}

function toDestination(
  { host, subset, port: wanted }: Destination,
  namespace: string,
  { world, client, request }: Caller,
): Branch[] {
  const service = world.services.get(configHost(host, namespace))
  if (!service) return only(noCluster)
  const { ports } = service
  const number = wanted?.number ?? (ports.length === 1 ? ports[0]?.port : request.port)
  const port = ports.find((one) => one.port === number)
  return port ? toPods({ world, client, service, port, subset }) : only(noCluster)
}

type Cluster = {
  world: World
  client: MeshPod
  service: MeshService
  port: ServicePort
  subset: string | undefined
}

function toPods({ world, client, service, port, subset }: Cluster): Branch[] {
  const rules = destinationRulesFor(world, client.namespace, service)
  const chosen = subset === undefined ? { labels: {} } : subsetOf(rules, subset)
  if (!chosen) return only(noCluster)
  const servers = service.pods.filter(
    (pod) => pod.ready && hasLabels(pod.labels, chosen.labels ?? {}),
  )
  if (!servers.length) return only(failed('503', 'UH', service))
  return roundRobin(servers, (server) => reach({ world, client, service, server, port }))
}

const roundRobin = (servers: readonly MeshPod[], fateAt: (server: MeshPod) => Fate): Branch[] =>
  servers.map((server) => ({ ...fateAt(server), probability: 1 / servers.length }))

type Hop = {
  world: World
  client: MeshPod
  service: MeshService
  server: MeshPod
  port: ServicePort
}

/** The server's side closes what its policy forbids; only a client's proxy makes a 503 of that. */
function reach({ world, client, service, server, port }: Hop): Fate {
  const targetPort = targetPortOf(port, server.spec)
  const security = connect(world, { client, service, server, targetPort })
  if (security) {
    return { kind: 'arrives', service, server, security, cluster: null, waypoint: null }
  }
  if (client.proxy) return failed('503', 'UC', service, server)
  return refused(service, server)
}
