import { inject } from '../cluster/injection'
import type { KubernetesObject, Labels, Pod, ServicePort } from '../cluster/kubernetes-objects'
import { runningStatus } from '../cluster/pods'
import type { DestinationRule, PeerAuthentication, VirtualService } from './world/istio-objects'
import type { MeshPod } from './world/mesh-pod'
import { buildWorld, type World } from './world/world'

/** Small objects for tests, in the words of Bookinfo. */

type PodFixture = {
  namespace?: string
  labels?: Labels
  annotations?: Labels
  ready?: boolean
  proxy?: boolean
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
    fixture.proxy === false ? template : inject(template, workload, 'default')
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

export const service = (
  name: string,
  { namespace = 'default', ports = [http] }: { namespace?: string; ports?: ServicePort[] } = {},
): KubernetesObject & { spec: object } => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector: { app: name }, ports },
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

export const istioGateway = (hosts: string[], named: Named = {}): KubernetesObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: metadata(named),
  spec: {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 8080, protocol: 'HTTP' }, hosts }],
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

export const worldOf = (...objects: KubernetesObject[]): World =>
  buildWorld([...reviewsMesh, ...objects])

export function podOf(world: World, workload: string): MeshPod {
  const found = [...world.pods.values()].find((one) => one.workload === workload)
  if (!found) throw new Error(`no pod of ${workload}`)
  return found
}
