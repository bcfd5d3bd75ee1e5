import { hasLabels } from '../../cluster/kubernetes-objects'
import type { Listener } from '../world/gateway-api-objects'
import type { IstioGateway, IstioServer } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import { kubernetesGatewayOf, listenerRules, listenersFor } from './gateway-api'
import { configHost, hostCovers } from './host'
import type { HttpRequest } from './http-match'
import type { Rule } from './rule'
import { catchAllLast, gatewayRoutes, type RouteKind } from './virtual-service'

/** One way into a gateway for a request: the Gateway that opens it and the rules behind. */
export type Entrance = { gateway: string; kind: RouteKind; rules: () => readonly Rule[] }

const opaqueProtocols = ['TCP', 'TLS', 'MONGO', 'MYSQL', 'REDIS']

/** TLS that the gateway does not end stays opaque to it, whatever is inside. */
const kindOf = ({
  protocol = 'HTTP',
  mode,
}: {
  protocol?: string
  mode: string | undefined
}): RouteKind =>
  opaqueProtocols.includes(protocol.toUpperCase()) || mode?.toUpperCase() === 'PASSTHROUGH'
    ? 'opaque'
    : 'http'

/** A server's host may be for the routes of one namespace: `*`, `shop/*`, `./shop.example.com`. */
function servedHost(text: string, namespace: string) {
  const slash = text.indexOf('/')
  const from = slash < 0 ? '*' : text.slice(0, slash)
  return {
    host: configHost(text.slice(slash + 1), namespace),
    routesOf: from === '.' ? namespace : from,
  }
}

/** Of which namespaces a server takes routes for a host, `*` for all; none where it has no such host. */
const servedNamespaces = ({ hosts }: IstioServer, namespace: string, host: string): string[] =>
  hosts
    .map((text) => servedHost(text, namespace))
    .filter((served) => hostCovers(served.host, host))
    .map(({ routesOf }) => routesOf)

function istioEntrances(
  world: World,
  pod: MeshPod,
  { metadata, spec }: IstioGateway,
  { host, port }: HttpRequest,
): Entrance[] {
  const namespace = metadata.namespace ?? 'default'
  const gateway = `${namespace}/${metadata.name}`
  return (spec.servers ?? [])
    .filter((server) => server.port.number === port)
    .map((server) => ({ server, namespaces: servedNamespaces(server, namespace, host) }))
    .filter(({ namespaces }) => namespaces.length)
    .slice(0, 1)
    .map(({ server, namespaces }) => {
      const kind = kindOf({ ...server.port, mode: server.tls?.mode })
      const at = { pod, gateway, host, kind, namespaces }
      return { gateway, kind, rules: () => catchAllLast(gatewayRoutes(world, at)) }
    })
}

function kubernetesEntrances(world: World, pod: MeshPod, request: HttpRequest): Entrance[] {
  const found = kubernetesGatewayOf(world, pod)
  const listeners: Listener[] = found ? listenersFor(found, request) : []
  const [first] = listeners
  if (!found || !first) return []
  const gateway = `${pod.namespace}/${found.metadata.name}`
  const kind = kindOf({ ...first, mode: undefined })
  const { host } = request
  return [
    {
      gateway,
      kind,
      rules: () => [
        ...listenerRules(world, found, listeners, host),
        ...catchAllLast(gatewayRoutes(world, { pod, gateway, host, kind, namespaces: ['*'] })),
      ],
    },
  ]
}

const opens = (gateway: IstioGateway, port: number) =>
  gateway.spec.servers?.some((server) => server.port.number === port) ?? false

/**
 * The ways into a gateway's pod for a request; `null` where nothing listens at the port. A request's
 * port is that of the Gateway's server or listener.
 */
export function entrancesOf(world: World, pod: MeshPod, request: HttpRequest): Entrance[] | null {
  const selecting = world.gateways.filter(
    ({ spec, ...rest }) =>
      hasLabels(pod.labels, spec.selector ?? {}) && opens({ spec, ...rest }, request.port),
  )
  const listeners = kubernetesGatewayOf(world, pod)?.spec.listeners ?? []
  if (!selecting.length && !listeners.some(({ port }) => port === request.port)) return null
  return [
    ...selecting.flatMap((gateway) => istioEntrances(world, pod, gateway, request)),
    ...kubernetesEntrances(world, pod, request),
  ]
}
