import type { ConfigObject } from '../istio-config/config-object'
import type { DestinationRule } from '../istio-config/destination-rule'
import type { GatewayRoute } from '../istio-config/gateway-route'
import type { HttpMatch, HttpRule, VirtualService } from '../istio-config/virtual-service'
import type { WorkloadFacts } from '../service-graph/mesh-facts'
import type { RouteObject } from './rule'
import type { SplitFacts, SplitService } from './split-facts'

/** Bookinfo's routes as Kubernetes tells them, for tests that read like it. */

export const meta = (name: string, more: Partial<ConfigObject> = {}): ConfigObject => ({
  namespace: 'default',
  name,
  uid: `uid-of-${name}`,
  generation: 1,
  createdAt: 1_000,
  labels: {},
  annotations: {},
  owners: [],
  managers: [],
  ...more,
})

export const to = (host: string, subset: string | null, weight: number | null = null) => ({
  host,
  subset,
  port: null,
  weight,
})

export const httpRule = (
  destinations: HttpRule['destinations'],
  more: Partial<HttpRule> = {},
): HttpRule => ({
  name: null,
  matches: [],
  destinations,
  delegate: null,
  answers: null,
  rewritesUri: false,
  ...more,
})

export const httpMatch = (more: Partial<HttpMatch> = {}): HttpMatch => ({
  uri: null,
  ignoreUriCase: false,
  scheme: null,
  method: null,
  authority: null,
  headers: {},
  withoutHeaders: {},
  queryParams: {},
  port: null,
  sourceLabels: {},
  sourceNamespace: null,
  gateways: [],
  other: false,
  ...more,
})

export const virtualService = (
  name: string,
  http: readonly HttpRule[],
  more: Partial<VirtualService> = {},
): VirtualService => ({
  ...meta(name),
  hosts: [name],
  gateways: [],
  exportTo: [],
  http,
  tcp: [],
  tls: [],
  ...more,
})

/** 80 to v1, 20 to v2: what most of these tests begin with. */
export const reviews = virtualService('reviews', [
  httpRule([to('reviews', 'v1', 80), to('reviews', 'v2', 20)]),
])

export const destinationRule = (
  host: string,
  versions: readonly string[],
  more: Partial<DestinationRule> = {},
): DestinationRule => ({
  ...meta(host),
  host,
  subsets: versions.map((name) => ({ name, labels: { version: name }, trafficPolicy: null })),
  exportTo: [],
  workloadSelector: {},
  trafficPolicy: null,
  ...more,
})

export const workload = (
  app: string,
  version: string,
  more: Partial<WorkloadFacts> = {},
): WorkloadFacts => ({
  namespace: 'default',
  name: `${app}-${version}`,
  app,
  version,
  dataPlaneMode: 'sidecar',
  role: null,
  inMesh: true,
  pods: 1,
  readyPods: 1,
  labels: { app, version },
  ...more,
})

export const service = (name: string, more: Partial<SplitService> = {}): SplitService => ({
  namespace: 'default',
  name,
  labels: {},
  selector: { app: name },
  kind: 'cluster',
  ports: [{ name: 'http', port: 9080, targetPort: 9080, protocol: 'TCP', appProtocol: null }],
  exportTo: [],
  ...more,
})

export const facts = (more: Partial<SplitFacts> = {}): SplitFacts => ({
  workloads: [
    workload('reviews', 'v1'),
    workload('reviews', 'v2'),
    workload('reviews', 'v3'),
    workload('productpage', 'v1'),
  ],
  services: [service('reviews'), service('productpage')],
  namespaceLabels: new Map([['default', {}]]),
  virtualServices: [reviews],
  destinationRules: [destinationRule('reviews', ['v1', 'v2', 'v3'])],
  istioGateways: [],
  httpRoutes: [],
  grpcRoutes: [],
  kubernetesGateways: [],
  referenceGrants: [],
  rollouts: [],
  canaries: [],
  argoApplications: [],
  meshConfigs: {},
  shows: () => true,
  known: { services: true, workloads: true, destinationRules: true, referenceGrants: true },
  ...more,
})

export const asRoute = (object: VirtualService): RouteObject => ({ kind: 'VirtualService', object })

export const httpRoute = (
  name: string,
  backends: readonly { name: string; weight: number | null; namespace?: string }[],
  more: Partial<GatewayRoute> = {},
): GatewayRoute => ({
  ...meta(name),
  parents: [
    { group: '', kind: 'Service', namespace: 'default', name, port: null, sectionName: null },
  ],
  hostnames: [],
  rules: [
    {
      name: null,
      matches: [],
      redirects: false,
      backends: backends.map(({ name, weight, namespace = null }) => ({
        group: '',
        kind: 'Service',
        namespace,
        name,
        port: 9080,
        weight,
      })),
    },
  ],
  status: [],
  ...more,
})
