import { hasLabels } from '../../cluster/kubernetes-objects'
import type { IstioGateway } from '../world/istio-objects'
import type { MeshPod } from '../world/mesh-pod'
import type { World } from '../world/world'
import { configHost, hostCovers } from './host'
import type { HttpRequest } from './http-match'

/** A server's host may be bound to a namespace: `*` and `shop/*` and `./shop.example.com`. */
const servedHost = (host: string, namespace: string) =>
  configHost(host.slice(host.indexOf('/') + 1), namespace)

const serves = ({ spec, metadata }: IstioGateway, { host, port }: HttpRequest) =>
  (spec.servers ?? []).some(
    (server) =>
      server.port.number === port &&
      server.hosts.some((one) =>
        hostCovers(servedHost(one, metadata.namespace ?? 'default'), host),
      ),
  )

/**
 * The Gateways (`namespace/name`) by which a gateway pod serves the request's host; `null` when none
 * opens the port. A request's port is that of the Gateway's server.
 */
export function listensAt(world: World, pod: MeshPod, request: HttpRequest): string[] | null {
  const open = world.gateways.filter(
    ({ spec }) =>
      hasLabels(pod.labels, spec.selector ?? {}) &&
      spec.servers?.some(({ port }) => port.number === request.port),
  )
  if (!open.length) return null
  return open
    .filter((gateway) => serves(gateway, request))
    .map(({ metadata }) => `${metadata.namespace ?? 'default'}/${metadata.name}`)
}
