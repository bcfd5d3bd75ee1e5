import { isExportedTo, matchesHost } from './host-pattern'
import {
  byAge,
  hasLabels,
  isEmpty,
  type Labels,
  type MeshConfig,
  type MtlsService,
  type SidecarScope,
} from './mesh'

export type ScopeClient = { namespace: string; labels: Labels; role: 'gateway' | 'waypoint' | null }

/**
 * The Sidecar object that a client obeys: the oldest that selects it, else its namespace's own, else
 * the root namespace's. Gateways and waypoints obey none.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export function sidecarScopeOf(
  scopes: readonly SidecarScope[],
  { rootNamespace }: MeshConfig,
  { namespace, labels, role }: ScopeClient,
): SidecarScope | null {
  if (role !== null) return null
  const own = scopes.filter((scope) => scope.namespace === namespace).sort(byAge)
  const root = scopes.filter((scope) => scope.namespace === rootNamespace).sort(byAge)
  return (
    own.find(({ selector }) => !isEmpty(selector) && hasLabels(labels, selector)) ??
    own.find(({ selector }) => isEmpty(selector)) ??
    root.find(({ selector }) => isEmpty(selector)) ??
    null
  )
}

export type Sight =
  | { kind: 'seen' }
  /** By the service's own `exportTo`. */
  | { kind: 'notExported' }
  /** By the client's Sidecar object. */
  | { kind: 'notImported' }

/** Whether a client's sidecar knows a service at all: one that it does not know is a stranger's address. */
export function sightOf(
  scope: SidecarScope | null,
  config: MeshConfig,
  client: Pick<ScopeClient, 'namespace'>,
  service: Pick<MtlsService, 'namespace' | 'host' | 'exportTo'>,
  port: number,
): Sight {
  const exportTo = service.exportTo.length > 0 ? service.exportTo : config.defaultServiceExportTo
  if (!isExportedTo(exportTo, service.namespace, client.namespace)) return { kind: 'notExported' }
  if (!scope || scope.egress.length === 0) return { kind: 'seen' }
  const imports = scope.egress
    .filter((listener) => listener.port === null || listener.port === port)
    .flatMap(({ hosts }) => hosts)
    .some((host) => isImported(host, client.namespace, service))
  return { kind: imports ? 'seen' : 'notImported' }
}

/** `namespace/host`: `*` any namespace, `.` the client's own, `~` none. */
function isImported(
  entry: string,
  clientNamespace: string,
  service: Pick<MtlsService, 'namespace' | 'host'>,
): boolean {
  const slash = entry.indexOf('/')
  const from = slash < 0 ? '*' : entry.slice(0, slash)
  const isFrom =
    from === '*' ||
    from === service.namespace ||
    (from === '.' && clientNamespace === service.namespace)
  return isFrom && matchesHost(entry.slice(slash + 1), service.host)
}
