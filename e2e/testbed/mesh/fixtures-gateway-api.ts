import type { KubernetesObject, Labels, Pod } from '../cluster/kubernetes-objects'
import { pod, service } from './fixtures'
import type {
  BackendReference,
  GatewayApiGrpcRoute,
  GatewayApiHttpRoute,
  HttpRouteRule,
  KubernetesGateway,
  ParentReference,
  ReferenceGrant,
} from './world/gateway-api-objects'

/** Objects of the Gateway API and of ambient, for tests. */

const apiVersion = 'gateway.networking.k8s.io/v1'

type Named = { name?: string; namespace?: string; labels?: Labels; createdAt?: string }

const metadata = ({ name = 'one', namespace = 'default', labels = {}, createdAt }: Named) => ({
  name,
  namespace,
  labels,
  ...(createdAt ? { creationTimestamp: createdAt } : {}),
})

export const httpRoute = (
  spec: GatewayApiHttpRoute['spec'],
  named: Named = {},
): GatewayApiHttpRoute => ({ apiVersion, kind: 'HTTPRoute', metadata: metadata(named), spec })

export const grpcRoute = (
  spec: GatewayApiGrpcRoute['spec'],
  named: Named = {},
): GatewayApiGrpcRoute => ({ apiVersion, kind: 'GRPCRoute', metadata: metadata(named), spec })

export const referenceGrant = (
  spec: ReferenceGrant['spec'],
  named: Named = {},
): ReferenceGrant => ({
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: metadata(named),
  spec,
})

export const kubernetesGateway = (
  spec: KubernetesGateway['spec'],
  named: Named = {},
): KubernetesGateway => ({ apiVersion, kind: 'Gateway', metadata: metadata(named), spec })

/** As Istio deploys it for a Gateway: its container is the proxy, and nothing was injected. */
function deployed(workload: string, gateway: string, controller: string, namespace: string): Pod {
  const made = pod(workload, {
    namespace,
    proxy: false,
    labels: {
      'gateway.networking.k8s.io/gateway-name': gateway,
      'gateway.istio.io/managed': controller,
      'service.istio.io/canonical-name': gateway,
    },
  })
  return { ...made, spec: { ...made.spec, containers: [{ name: 'istio-proxy' }] } }
}

export const gatewayApiPod = (gateway: string, namespace = 'default'): Pod =>
  deployed(`${gateway}-istio`, gateway, 'istio.io-gateway-controller', namespace)

export const waypointPod = (gateway = 'waypoint', namespace = 'default'): Pod =>
  deployed(gateway, gateway, 'istio.io-mesh-controller', namespace)

export const waypointGateway = (named: Named = {}): KubernetesGateway =>
  kubernetesGateway(
    { gatewayClassName: 'istio-waypoint', listeners: [] },
    { name: 'waypoint', ...named },
  )

export function ztunnelPod(): Pod {
  const made = pod('ztunnel', {
    namespace: 'istio-system',
    proxy: false,
    labels: { app: 'ztunnel' },
  })
  return { ...made, spec: { ...made.spec, containers: [{ name: 'istio-proxy' }] } }
}

/** A service for each version of reviews. */
export const reviewsVersions: KubernetesObject[] = ['v1', 'v2'].map((version) => {
  const one = service(`reviews-${version}`)
  return { ...one, spec: { ...one.spec, selector: { app: 'reviews', version } } }
})

export const backend = (version: string, weight?: number): BackendReference => ({
  name: `reviews-${version}`,
  port: 9080,
  ...(weight === undefined ? {} : { weight }),
})

export const reviewsParent: ParentReference = { group: '', kind: 'Service', name: 'reviews' }

/** A route of the mesh for the service reviews. */
export const forReviews = (
  rules: HttpRouteRule[],
  named: object = {},
  more: Partial<ParentReference> = {},
) => httpRoute({ parentRefs: [{ ...reviewsParent, namespace: 'default', ...more }], rules }, named)

export const meshed = (...rules: HttpRouteRule[]) => [...reviewsVersions, forReviews(rules)]
