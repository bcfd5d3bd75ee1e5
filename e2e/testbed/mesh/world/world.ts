import {
  type ConfigMap,
  type KubernetesObject,
  keyOf,
  type Labels,
  type Namespace,
  type Pod,
  type Service,
} from '../../cluster/kubernetes-objects'
import { groupBy } from '../group-by'
import type { GatewayApiRoute, KubernetesGateway, ReferenceGrant } from './gateway-api-objects'
import type {
  DestinationRule,
  IstioGateway,
  PeerAuthentication,
  ServiceEntry,
  Sidecar,
  VirtualService,
} from './istio-objects'
import { type MeshConfig, meshConfigOf } from './mesh-config'
import { type MeshPod, meshPod } from './mesh-pod'
import { type MeshService, serviceOfKubernetes, servicesOfEntry } from './mesh-service'

/** Everything that decides where a call goes, as one value built from Kubernetes objects. */
export type World = {
  mesh: MeshConfig
  /** Labels by name. */
  namespaces: ReadonlyMap<string, Labels>
  pods: ReadonlyMap<string, MeshPod>
  /** By host; those of a ServiceEntry may have a `*` in front. */
  services: ReadonlyMap<string, MeshService>
  /** All of these are in Istio's order: the oldest first. */
  virtualServices: readonly VirtualService[]
  destinationRules: readonly DestinationRule[]
  peerAuthentications: readonly PeerAuthentication[]
  gateways: readonly IstioGateway[]
  sidecars: readonly Sidecar[]
  gatewayApiRoutes: readonly GatewayApiRoute[]
  kubernetesGateways: readonly KubernetesGateway[]
  referenceGrants: readonly ReferenceGrant[]
}

const gatewayApi = '/apis/gateway.networking.k8s.io'

/** Kinds that the simulation obeys, by where the API serves them. */
export const watchedKinds = {
  ConfigMap: '/api/v1/namespaces/istio-system/configmaps',
  Namespace: '/api/v1/namespaces',
  Pod: '/api/v1/pods',
  Service: '/api/v1/services',
  VirtualService: '/apis/networking.istio.io/v1/virtualservices',
  DestinationRule: '/apis/networking.istio.io/v1/destinationrules',
  Gateway: '/apis/networking.istio.io/v1/gateways',
  ServiceEntry: '/apis/networking.istio.io/v1/serviceentries',
  Sidecar: '/apis/networking.istio.io/v1/sidecars',
  PeerAuthentication: '/apis/security.istio.io/v1/peerauthentications',
  KubernetesGateway: `${gatewayApi}/v1/gateways`,
  HTTPRoute: `${gatewayApi}/v1/httproutes`,
  GRPCRoute: `${gatewayApi}/v1/grpcroutes`,
  ReferenceGrant: `${gatewayApi}/v1beta1/referencegrants`,
} as const

/** Two groups have a kind of this name. */
const kindOf = ({ kind, apiVersion }: KubernetesObject): string =>
  kind === 'Gateway' && !apiVersion.startsWith('networking.istio.io/') ? 'KubernetesGateway' : kind

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

/** Of two for one host a Service comes before a ServiceEntry, and the older before the younger. */
function servicesByHost(services: readonly MeshService[]): Map<string, MeshService> {
  const byHost = new Map<string, MeshService>()
  for (const service of services) {
    if (!byHost.has(service.host)) byHost.set(service.host, service)
  }
  return byHost
}

export function buildWorld(objects: Iterable<KubernetesObject>): World {
  const byKind = groupBy([...objects], kindOf)
  // The kind says which of our types it is; the API server has validated the rest.
  const all = <T extends KubernetesObject>(kind: string) =>
    ((byKind.get(kind) ?? []) as T[]).sort(oldestFirst)

  const mesh = meshConfigOf(
    all<ConfigMap>('ConfigMap').find(({ metadata }) => metadata.name === 'istio'),
  )
  const pods = all<Pod>('Pod')
    .map((pod) => meshPod(pod, mesh))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
  const podsByNamespace = groupBy(pods, ({ namespace }) => namespace)
  const podsBeside = ({ metadata }: KubernetesObject) =>
    podsByNamespace.get(metadata.namespace ?? 'default') ?? []

  return {
    mesh,
    namespaces: new Map(
      all<Namespace>('Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
    ),
    pods: new Map(pods.map((pod) => [pod.key, pod])),
    services: servicesByHost([
      ...all<Service>('Service').map((one) => serviceOfKubernetes(one, podsBeside(one))),
      ...all<ServiceEntry>('ServiceEntry').flatMap((one) => servicesOfEntry(one, podsBeside(one))),
    ]),
    virtualServices: all<VirtualService>('VirtualService'),
    destinationRules: all<DestinationRule>('DestinationRule'),
    peerAuthentications: all<PeerAuthentication>('PeerAuthentication'),
    gateways: all<IstioGateway>('Gateway'),
    sidecars: all<Sidecar>('Sidecar'),
    gatewayApiRoutes: [
      ...all<GatewayApiRoute>('HTTPRoute'),
      ...all<GatewayApiRoute>('GRPCRoute'),
    ].sort(oldestFirst),
    kubernetesGateways: all<KubernetesGateway>('KubernetesGateway'),
    referenceGrants: all<ReferenceGrant>('ReferenceGrant'),
  }
}

export const worldKey = (object: KubernetesObject) => `${object.kind}/${keyOf(object)}`
