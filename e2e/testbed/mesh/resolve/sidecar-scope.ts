import { hasLabels, type ServicePort } from '../../cluster/kubernetes-objects'
import { groupBy } from '../group-by'
import type { Sidecar, VirtualService } from '../world/istio-objects'
import type { OutboundMode } from '../world/mesh-config'
import type { MeshPod } from '../world/mesh-pod'
import type { MeshService } from '../world/mesh-service'
import { oncePerWorld } from '../world/once-per-world'
import type { World } from '../world/world'
import { configHost, hostCovers } from './host'
import { isVisibleIn } from './visibility'

const selectorOf = ({ spec }: Sidecar) => spec.workloadSelector?.labels ?? {}
const isForAll = (sidecar: Sidecar) => Object.keys(selectorOf(sidecar)).length === 0

const sidecarsByNamespace = oncePerWorld(({ sidecars }) =>
  groupBy(sidecars, ({ metadata }) => metadata.namespace ?? 'default'),
)

/**
 * The Sidecar that a client obeys: one for its labels, else its namespace's, else the mesh's. Only
 * sidecar proxies obey any.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
function sidecarFor(world: World, client: MeshPod): Sidecar | undefined {
  if (client.proxy !== 'sidecar') return undefined
  const own = sidecarsByNamespace(world).get(client.namespace) ?? []
  const ofMesh = sidecarsByNamespace(world).get(world.mesh.rootNamespace) ?? []
  return (
    own.find((one) => !isForAll(one) && hasLabels(client.labels, selectorOf(one))) ??
    own.find(isForAll) ??
    ofMesh.find(isForAll)
  )
}

/** `namespace/host` with `*`, `.` for the client's own namespace (also in the mesh's Sidecar), `~` for none. */
function imports(
  entry: string,
  from: string,
  { namespace, host }: { namespace: string; host: string },
) {
  const slash = entry.indexOf('/')
  const [wanted, pattern] = [entry.slice(0, slash), entry.slice(slash + 1)]
  const isNamespace =
    wanted === '*' || wanted === namespace || (wanted === '.' && namespace === from)
  return isNamespace && hostCovers(pattern, host)
}

function isImported(
  sidecar: Sidecar | undefined,
  client: MeshPod,
  target: { namespace: string; host: string },
  port?: number,
): boolean {
  if (!sidecar?.spec.egress?.length) return true
  return sidecar.spec.egress
    .filter((listener) => !listener.port?.number || !port || listener.port.number === port)
    .some(({ hosts }) => hosts.some((entry) => imports(entry, client.namespace, target)))
}

export const isExportedTo = (world: World, service: MeshService, namespace: string): boolean =>
  isVisibleIn(
    {
      namespace: service.namespace,
      exportTo: service.exportTo ?? world.mesh.defaultServiceExportTo,
    },
    namespace,
  )

/** Whether a client's proxy has heard of a service at a port; what it has not is a foreign host. */
export const knowsService = (
  world: World,
  client: MeshPod,
  service: MeshService,
  port: ServicePort,
): boolean =>
  isExportedTo(world, service, client.namespace) &&
  isImported(sidecarFor(world, client), client, service, port.port)

/** Routes come in by any of their hosts; with them the services that they lead to. */
export function knowsRoutes(world: World, client: MeshPod, { spec, metadata }: VirtualService) {
  const namespace = metadata.namespace ?? 'default'
  const sidecar = sidecarFor(world, client)
  return (spec.hosts ?? []).some((host) =>
    isImported(sidecar, client, { namespace, host: configHost(host, namespace) }),
  )
}

/** What becomes of a call to a host that the client's proxy has not heard of. */
export const outboundMode = (world: World, client: MeshPod): OutboundMode =>
  sidecarFor(world, client)?.spec.outboundTrafficPolicy?.mode ?? world.mesh.outboundMode
