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
const kindOf = ({ protocol = 'HTTP', mode }: { protocol?: string; mode: string | undefined }) =>
  opaqueProtocols.includes(protocol.toUpperCase()) || mode?.toUpperCase() === 'PASSTHROUGH'
    ? 'opaque'
    : 'http'

/** A server's host may be bound to a namespace: `*` and `shop/*` and `./shop.example.com`. */
const servedHost = (host: string, namespace: string) =>
  configHost(host.slice(host.indexOf('/') + 1), namespace)

const serves = ({ hosts }: IstioServer, namespace: string, host: string): boolean =>
  hosts.some((one) => hostCovers(servedHost(one, namespace), host))

function istioEntrances(
  world: World,
  pod: MeshPod,
  { metadata, spec }: IstioGateway,
  { host, port }: HttpRequest,
): Entrance[] {
  const namespace = metadata.namespace ?? 'default'
  const gateway = `${namespace}/${metadata.name}`
  return (spec.servers ?? [])
    .filter((server) => server.port.number === port && serves(server, namespace, host))
    .slice(0, 1)
    .map((server) => {
      const kind = kindOf({ ...server.port, mode: server.tls?.mode })
      return {
        gateway,
        kind,
        rules: () => catchAllLast(gatewayRoutes(world, { pod, gateway, host, kind })),
      }
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
        ...catchAllLast(gatewayRoutes(world, { pod, gateway, host, kind })),
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
