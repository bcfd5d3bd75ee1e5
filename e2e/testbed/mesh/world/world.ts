import {
  type ConfigMap,
  type KubernetesObject,
  keyOf,
  type Pod,
  type Service,
  type ServicePort,
} from '../../cluster/kubernetes-objects'
import { isSelected } from '../../cluster/pods'
import { groupBy } from '../group-by'
import type {
  DestinationRule,
  IstioGateway,
  PeerAuthentication,
  VirtualService,
} from './istio-objects'
import { type MeshConfig, meshConfigOf } from './mesh-config'
import { type MeshPod, meshPod } from './mesh-pod'

export type MeshService = {
  /** `reviews.default.svc.cluster.local` */
  host: string
  namespace: string
  name: string
  ports: readonly ServicePort[]
  /** Every selected pod, ready or not. */
  pods: readonly MeshPod[]
}

/** Everything that decides where a call goes, as one value built from Kubernetes objects. */
export type World = {
  mesh: MeshConfig
  pods: ReadonlyMap<string, MeshPod>
  /** By host. */
  services: ReadonlyMap<string, MeshService>
  /** All of these are in Istio's order: the oldest first. */
  virtualServices: readonly VirtualService[]
  destinationRules: readonly DestinationRule[]
  peerAuthentications: readonly PeerAuthentication[]
  gateways: readonly IstioGateway[]
}

export const serviceHost = (name: string, namespace: string) =>
  `${name}.${namespace}.svc.cluster.local`

/** Kinds that the simulation obeys, by where the API serves them. */
export const watchedKinds = {
  ConfigMap: '/api/v1/namespaces/istio-system/configmaps',
  Pod: '/api/v1/pods',
  Service: '/api/v1/services',
  VirtualService: '/apis/networking.istio.io/v1/virtualservices',
  DestinationRule: '/apis/networking.istio.io/v1/destinationrules',
  Gateway: '/apis/networking.istio.io/v1/gateways',
  PeerAuthentication: '/apis/security.istio.io/v1/peerauthentications',
} as const

const istioGroups = /^(networking|security)\.istio\.io\//

/** Ties of the creation second are settled by name, then namespace. */
function oldestFirst(one: KubernetesObject, other: KubernetesObject): number {
  const rank = ({ metadata }: KubernetesObject) => [
    metadata.creationTimestamp ?? '',
    metadata.name,
    metadata.namespace ?? '',
  ]
  const [mine, theirs] = [rank(one), rank(other)]
  const index = mine.findIndex((part, position) => part !== theirs[position])
  if (index < 0) return 0
  return (mine[index] ?? '') < (theirs[index] ?? '') ? -1 : 1
}

function meshService(service: Service, podsOfNamespace: readonly MeshPodOf[]): MeshService {
  const { name, namespace = 'default' } = service.metadata
  return {
    host: serviceHost(name, namespace),
    namespace,
    name,
    ports: service.spec.ports ?? [],
    pods: podsOfNamespace
      .filter(({ pod }) => isSelected(pod, service.spec.selector))
      .map(({ meshed }) => meshed),
  }
}

type MeshPodOf = { pod: Pod; meshed: MeshPod }

export function buildWorld(objects: Iterable<KubernetesObject>): World {
  const byKind = groupBy(
    [...objects].filter(
      ({ kind, apiVersion }) => kind !== 'Gateway' || istioGroups.test(apiVersion),
    ),
    ({ kind }) => kind,
  )
  // The kind says which of our types it is; the API server has validated the rest.
  const all = <T extends KubernetesObject>(kind: string) => (byKind.get(kind) ?? []) as T[]
  const mesh = meshConfigOf(
    all<ConfigMap>('ConfigMap').find(({ metadata }) => metadata.name === 'istio'),
  )
  const pods = all<Pod>('Pod')
    .map((pod) => ({ pod, meshed: meshPod(pod, mesh) }))
    .sort((one, other) => (one.meshed.key < other.meshed.key ? -1 : 1))
  const podsByNamespace = groupBy(pods, ({ meshed }) => meshed.namespace)
  const services = all<Service>('Service').map((service) =>
    meshService(service, podsByNamespace.get(service.metadata.namespace ?? 'default') ?? []),
  )
  return {
    mesh,
    pods: new Map(pods.map(({ meshed }) => [meshed.key, meshed])),
    services: new Map(services.map((service) => [service.host, service])),
    virtualServices: all<VirtualService>('VirtualService').sort(oldestFirst),
    destinationRules: all<DestinationRule>('DestinationRule').sort(oldestFirst),
    peerAuthentications: all<PeerAuthentication>('PeerAuthentication').sort(oldestFirst),
    gateways: all<IstioGateway>('Gateway').sort(oldestFirst),
  }
}

export const worldKey = (object: KubernetesObject) => `${object.kind}/${keyOf(object)}`
