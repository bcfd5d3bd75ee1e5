import type { KubernetesObject, Labels } from '../cluster/kubernetes-objects'

const istio = 'networking.istio.io/v1'

export const namespaceManifest = (name: string, labels: Labels): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
})

export type Named = { name: string; namespace: string }

function object(apiVersion: string, kind: string, { name, namespace }: Named, spec: object) {
  return { apiVersion, kind, metadata: { name, namespace }, spec }
}

function deployment(named: Named, labels: Labels, container: object, annotations: Labels = {}) {
  return object('apps/v1', 'Deployment', named, {
    replicas: 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels, annotations }, spec: { containers: [container] } },
  })
}

const subsets = ['v1', 'v2'].map((version) => ({ name: version, labels: { version } }))

function splitManifests({ name, namespace }: Named): KubernetesObject[] {
  const route = [80, 20].map((weight, index) => ({
    destination: { host: name, subset: subsets[index]?.name },
    weight,
  }))
  return [
    object(istio, 'DestinationRule', { name, namespace }, { host: name, subsets }),
    object(istio, 'VirtualService', { name, namespace }, { hosts: [name], http: [{ route }] }),
  ]
}

/** A service of two versions, and with a split the routes for it. */
export function serviceManifests(
  { name, namespace }: Named,
  hasSplit: boolean,
): KubernetesObject[] {
  const container = { name: 'app', image: 'registry.example/app', ports: [{ containerPort: 8080 }] }
  return [
    object(
      'v1',
      'Service',
      { name, namespace },
      {
        selector: { app: name },
        ports: [{ name: 'http', port: 8080 }],
      },
    ),
    ...['v1', 'v2'].map((version) =>
      deployment({ name: `${name}-${version}`, namespace }, { app: name, version }, container),
    ),
    ...(hasSplit ? splitManifests({ name, namespace }) : []),
  ]
}

const gateway: Named = { name: 'istio-ingressgateway', namespace: 'istio-system' }

const routeFromGateway = ({ name, namespace }: Named): KubernetesObject =>
  object(
    istio,
    'VirtualService',
    { name: `${name}-ingress`, namespace },
    {
      hosts: [`${name}.example.com`],
      gateways: ['istio-system/public'],
      http: [{ route: [{ destination: { host: name } }] }],
    },
  )

/** An ingress gateway with a route to each of these. */
export function gatewayManifests(services: readonly Named[]): KubernetesObject[] {
  const labels = { app: gateway.name, istio: 'ingressgateway', 'sidecar.istio.io/inject': 'true' }
  return [
    object('v1', 'Service', gateway, {
      selector: { istio: 'ingressgateway' },
      ports: [{ name: 'http2', port: 80, targetPort: 8080 }],
    }),
    deployment(
      gateway,
      labels,
      { name: 'istio-proxy', image: 'auto' },
      {
        'inject.istio.io/templates': 'gateway',
      },
    ),
    object(
      istio,
      'Gateway',
      { name: 'public', namespace: gateway.namespace },
      {
        selector: { istio: 'ingressgateway' },
        servers: [{ port: { number: 8080, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
      },
    ),
    ...services.map(routeFromGateway),
  ]
}
