import { inject, redirected } from '../cluster/injection'
import type { KubernetesObject, Labels, Pod, ServicePort } from '../cluster/kubernetes-objects'
import { runningStatus } from '../cluster/pods'
import type {
  DestinationRule,
  PeerAuthentication,
  ServiceEntry,
  Sidecar,
  VirtualService,
} from './world/istio-objects'
import type { MeshPod } from './world/mesh-pod'
import { buildWorld, type World, worldKey } from './world/world'

/** Small objects for tests, in the words of Bookinfo. */

type PodFixture = {
  namespace?: string
  labels?: Labels
  annotations?: Labels
  ready?: boolean
  proxy?: boolean
  /** Its node's ztunnel carries its traffic; then it has no proxy. */
  ambient?: boolean
  serviceAccount?: string
  ip?: string
}

let addresses = 0

/** A running pod of a Deployment of this name. */
export function pod(workload: string, fixture: PodFixture = {}): Pod {
  const { namespace = 'default', labels = {}, annotations = {}, serviceAccount } = fixture
  const template = {
    metadata: { labels: { ...labels, 'pod-template-hash': 'abc' }, annotations },
    spec: {
      ...(serviceAccount ? { serviceAccountName: serviceAccount } : {}),
      containers: [{ name: 'app', ports: [{ name: 'http', containerPort: 9080 }] }],
    },
  }
  const { metadata, spec } =
    fixture.ambient === true
      ? redirected(template)
      : fixture.proxy === false
        ? template
        : inject(template, workload, 'default')
  const made: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      name: `${workload}-abc-1`,
      namespace,
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${workload}-abc`,
          uid: '',
          controller: true,
        },
      ],
    },
    spec,
  }
  const status = runningStatus(made, fixture.ip ?? `10.0.0.${++addresses}`)
  const conditions = [{ type: 'Ready', status: fixture.ready === false ? 'False' : 'True' }]
  return { ...made, status: { ...status, conditions } }
}

export const gatewayPod = (): Pod =>
  pod('istio-ingressgateway', {
    namespace: 'istio-system',
    labels: { istio: 'ingressgateway' },
    annotations: { 'inject.istio.io/templates': 'gateway' },
  })

const http: ServicePort = { name: 'http', port: 9080 }

type ServiceFixture = {
  namespace?: string
  ports?: ServicePort[]
  isHeadless?: boolean
  labels?: Labels
  annotations?: Labels
}

export const service = (
  name: string,
  { namespace = 'default', ports = [http], isHeadless = false, ...more }: ServiceFixture = {},
): KubernetesObject & { spec: object } => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, ...more },
  spec: { selector: { app: name }, ports, ...(isHeadless ? { clusterIP: 'None' } : {}) },
})

export const namespace = (name: string, labels: Labels): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
})

/** The mesh's configuration as istiod reads it: YAML in a ConfigMap. */
export const meshConfig = (mesh: string): KubernetesObject & { data: Labels } => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio', namespace: 'istio-system' },
  data: { mesh },
})

type Named = { name?: string; namespace?: string; createdAt?: string }

const metadata = ({ name = 'one', namespace = 'default', createdAt }: Named) => ({
  name,
  namespace,
  ...(createdAt ? { creationTimestamp: createdAt } : {}),
})

export const virtualService = (
  spec: VirtualService['spec'],
  named: Named = {},
): VirtualService => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: metadata(named),
  spec,
})

export const destinationRule = (
  spec: DestinationRule['spec'],
  named: Named = {},
): DestinationRule => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: metadata(named),
  spec,
})

export const peerAuthentication = (
  spec: NonNullable<PeerAuthentication['spec']>,
  named: Named = {},
): PeerAuthentication => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: metadata(named),
  spec,
})

export const serviceEntry = (spec: ServiceEntry['spec'], named: Named = {}): ServiceEntry => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: metadata(named),
  spec,
})

export const sidecar = (spec: Sidecar['spec'], named: Named = {}): Sidecar => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'Sidecar',
  metadata: metadata(named),
  spec,
})

type GatewayFixture = Named & { selector?: Labels; port?: number; tls?: { mode: string } }

export const istioGateway = (
  hosts: string[],
  { selector = { istio: 'ingressgateway' }, port = 8080, tls, ...named }: GatewayFixture = {},
): KubernetesObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: metadata(named),
  spec: {
    selector,
    servers: [{ port: { number: port, protocol: 'HTTP' }, hosts, ...(tls ? { tls } : {}) }],
  },
})

/** productpage in front of two versions of reviews. */
export const reviewsMesh: readonly KubernetesObject[] = [
  service('reviews'),
  service('productpage'),
  pod('reviews-v1', {
    labels: { app: 'reviews', version: 'v1' },
    serviceAccount: 'bookinfo-reviews',
  }),
  pod('reviews-v2', {
    labels: { app: 'reviews', version: 'v2' },
    serviceAccount: 'bookinfo-reviews',
  }),
  pod('productpage-v1', {
    labels: { app: 'productpage', version: 'v1' },
    serviceAccount: 'bookinfo-productpage',
  }),
]

export const reviewsSubsets = destinationRule(
  {
    host: 'reviews',
    subsets: [
      { name: 'v1', labels: { version: 'v1' } },
      { name: 'v2', labels: { version: 'v2' } },
      { name: 'v3', labels: { version: 'v3' } },
    ],
  },
  { name: 'reviews' },
)

/** An object replaces one of the same kind, namespace and name before it. */
export function worldOf(...objects: KubernetesObject[]): World {
  const byKey = new Map([...reviewsMesh, ...objects].map((one) => [worldKey(one), one]))
  return buildWorld(byKey.values())
}

export function podOf(world: World, workload: string): MeshPod {
  const found = [...world.pods.values()].find((one) => one.workload === workload)
  if (!found) throw new Error(`no pod of ${workload}`)
  return found
}
