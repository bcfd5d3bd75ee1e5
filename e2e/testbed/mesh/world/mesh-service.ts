import {
  hasLabels,
  type Labels,
  type Service,
  type ServicePort,
} from '../../cluster/kubernetes-objects'
import type { ServiceEntry } from './istio-objects'
import type { MeshPod } from './mesh-pod'

/** What proxies know under a host: a Service, or one host of a ServiceEntry. */
export type MeshService = {
  /** `reviews.default.svc.cluster.local`; a ServiceEntry's may be `*.example.com`. */
  host: string
  namespace: string
  /** A ServiceEntry's is its host. */
  name: string
  labels: Labels
  ports: readonly ServicePort[]
  /** `elsewhere`: names or addresses that a ServiceEntry gives, or whatever its host resolves to. */
  endpoints: 'pods' | 'elsewhere'
  /** Every selected pod, ready or not. */
  pods: readonly MeshPod[]
  /** Beyond the mesh: its endpoints have no proxies, whatever they are. */
  isExternal: boolean
  /** Its name resolves to the pods themselves. */
  isHeadless: boolean
  /** To which namespaces it is visible; `null`: as the mesh's default says. */
  exportTo: readonly string[] | null
}

export const serviceHost = (name: string, namespace: string) =>
  `${name}.${namespace}.svc.cluster.local`

/** An absent or empty selector selects nothing. */
const selectedBy = (selector: Labels = {}, pods: readonly MeshPod[]): MeshPod[] =>
  Object.keys(selector).length ? pods.filter(({ labels }) => hasLabels(labels, selector)) : []

const listOf = (text: string) => text.split(',').map((entry) => entry.trim())

export function serviceOfKubernetes(
  service: Service,
  podsOfNamespace: readonly MeshPod[],
): MeshService {
  const { name, namespace = 'default', labels = {}, annotations = {} } = service.metadata
  const exportTo = annotations['networking.istio.io/exportTo']
  return {
    host: serviceHost(name, namespace),
    namespace,
    name,
    labels,
    ports: service.spec.ports ?? [],
    endpoints: 'pods',
    pods: selectedBy(service.spec.selector, podsOfNamespace),
    isExternal: false,
    isHeadless: service.spec.clusterIP === 'None',
    exportTo: exportTo === undefined ? null : listOf(exportTo),
  }
}

const entryPorts = ({ spec }: ServiceEntry): ServicePort[] =>
  (spec.ports ?? []).map(({ number, name, protocol, targetPort }) => ({
    port: number,
    name: name ?? '',
    // A ServiceEntry says the protocol itself; a Service says it in the port's name.
    ...(protocol ? { appProtocol: protocol.toLowerCase() } : {}),
    ...(targetPort ? { targetPort } : {}),
  }))

export function servicesOfEntry(
  entry: ServiceEntry,
  podsOfNamespace: readonly MeshPod[],
): MeshService[] {
  const { namespace = 'default', labels = {} } = entry.metadata
  const { hosts, location, workloadSelector, exportTo } = entry.spec
  return hosts.map((host) => ({
    host,
    namespace,
    name: host,
    labels,
    ports: entryPorts(entry),
    endpoints: workloadSelector ? 'pods' : 'elsewhere',
    pods: selectedBy(workloadSelector?.labels, podsOfNamespace),
    isExternal: location !== 'MESH_INTERNAL',
    isHeadless: false,
    exportTo: exportTo?.length ? exportTo : null,
  }))
}
