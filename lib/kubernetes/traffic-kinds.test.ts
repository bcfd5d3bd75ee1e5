import { expect, test } from 'vitest'
import { destinationRule } from './destination-rule'
import { grpcRoute, httpRoute } from './gateway-route'
import { istioGateway, referenceGrant } from './gateways'
import { argoApplication, canary, rollout } from './progressive-delivery'
import { service } from './service'
import { validatingWebhooks } from './validating-webhooks'

const metadata = { name: 'reviews', namespace: 'default' }

test('a DestinationRule keeps subsets and what a client sends; a tls block without a mode has none', () => {
  const parsed = destinationRule.parse({
    metadata,
    spec: {
      host: 'reviews',
      trafficPolicy: {
        tls: { sni: 'x' },
        portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'ISTIO_MUTUAL' } }],
      },
      subsets: [
        { name: 'v1', labels: { version: 'v1' } },
        { name: 'v2', labels: { version: 'v2' }, trafficPolicy: { outlierDetection: {} } },
      ],
    },
  })
  const open = { tls: null, connectionPool: false, outlierDetection: false }
  expect(parsed).toMatchObject({
    host: 'reviews',
    exportTo: [],
    workloadSelector: {},
    trafficPolicy: {
      ...open,
      tls: { mode: null },
      ports: [{ ...open, port: 80, tls: { mode: 'ISTIO_MUTUAL' } }],
    },
    subsets: [
      { name: 'v1', labels: { version: 'v1' }, trafficPolicy: null },
      { name: 'v2', trafficPolicy: { ...open, outlierDetection: true, ports: [] } },
    ],
  })
})

test('an HTTPRoute keeps its parents in their namespaces, and weights as written', () => {
  const parsed = httpRoute.parse({
    metadata,
    spec: {
      parentRefs: [
        { group: '', kind: 'Service', name: 'reviews', port: 9080 },
        { name: 'edge', namespace: 'infra' },
      ],
      rules: [
        {
          matches: [
            { path: { value: '/api' }, headers: [{ name: 'x', value: '1' }], method: 'GET' },
          ],
          filters: [{ type: 'RequestMirror' }],
          backendRefs: [
            { name: 'reviews-v1', port: 9080, weight: 0 },
            { name: 'reviews-v2', port: 9080, namespace: 'shop' },
          ],
        },
      ],
    },
    status: {
      parents: [
        {
          parentRef: { group: '', kind: 'Service', name: 'reviews' },
          controllerName: 'istio.io/gateway-controller',
          conditions: [
            {
              type: 'Accepted',
              status: 'True',
              reason: 'Accepted',
              message: '',
              observedGeneration: 2,
            },
          ],
        },
      ],
    },
  })
  expect(parsed).toMatchObject({
    parents: [
      { group: '', kind: 'Service', namespace: 'default', name: 'reviews', port: 9080 },
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra', name: 'edge' },
    ],
    rules: [
      {
        redirects: false,
        matches: [
          {
            path: { type: 'prefix', value: '/api' },
            method: 'GET',
            headers: [{ name: 'x', match: { type: 'exact', value: '1' } }],
          },
        ],
        backends: [
          { kind: 'Service', namespace: null, name: 'reviews-v1', weight: 0 },
          { namespace: 'shop', name: 'reviews-v2', weight: null },
        ],
      },
    ],
    status: [
      {
        controller: 'istio.io/gateway-controller',
        conditions: [{ type: 'Accepted', generation: 2 }],
      },
    ],
  })
})

test('a GRPCRoute matches services and methods', () => {
  const parsed = grpcRoute.parse({
    metadata,
    spec: {
      rules: [{ matches: [{ method: { service: 'shop.Cart' } }], backendRefs: [{ name: 'cart' }] }],
    },
  })
  expect(parsed.rules[0]?.matches).toEqual([
    {
      path: null,
      method: null,
      headers: [],
      queryParams: [],
      grpc: { service: 'shop.Cart', method: null, type: 'exact' },
    },
  ])
})

test('gateways keep what they listen to, grants whom they let in', () => {
  const servers = [
    { port: { number: 443, protocol: 'HTTPS' }, hosts: ['*'], tls: { mode: 'SIMPLE' } },
  ]
  expect(
    istioGateway.parse({ metadata, spec: { selector: { istio: 'ingressgateway' }, servers } }),
  ).toMatchObject({
    selector: { istio: 'ingressgateway' },
    servers: [{ port: 443, protocol: 'HTTPS', hosts: ['*'], tlsMode: 'SIMPLE' }],
  })
  const from = [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }]
  expect(
    referenceGrant.parse({ metadata, spec: { from, to: [{ group: '', kind: 'Service' }] } }),
  ).toMatchObject({
    from,
    to: [{ group: '', kind: 'Service', name: null }],
  })
})

test('a Rollout names the routes that it steers, in its own namespace unless it says another', () => {
  const parsed = rollout.parse({
    metadata,
    spec: {
      strategy: {
        canary: {
          trafficRouting: {
            managedRoutes: [{ name: 'header-route' }],
            istio: {
              virtualService: { name: 'reviews', routes: ['primary'] },
              virtualServices: [{ name: 'edge.infra' }],
              destinationRule: { name: 'reviews' },
            },
          },
        },
      },
    },
    status: { phase: 'Progressing' },
  })
  expect(parsed).toMatchObject({
    phase: 'Progressing',
    virtualServices: [
      { namespace: 'default', name: 'reviews', routes: ['primary'] },
      { namespace: 'infra', name: 'edge', routes: [] },
    ],
    destinationRule: 'reviews',
    managedRoutes: ['header-route'],
  })
  expect(rollout.parse({ metadata, spec: { strategy: { blueGreen: {} } } })).toMatchObject({
    phase: null,
    virtualServices: [],
  })
})

test('a Canary has a phase, an Application tells whether it heals itself', () => {
  expect(
    canary.parse({ metadata, status: { phase: 'Progressing', canaryWeight: 10 } }),
  ).toMatchObject({
    phase: 'Progressing',
    canaryWeight: 10,
  })
  const automated = { selfHeal: true, prune: true }
  expect(
    argoApplication.parse({ metadata, spec: { syncPolicy: { automated } } }).automated,
  ).toEqual({
    selfHeal: true,
  })
  expect(argoApplication.parse({ metadata, spec: {} }).automated).toBeNull()
})

test('a webhook without selectors is asked about everything', () => {
  const rules = [
    {
      apiGroups: ['networking.istio.io'],
      apiVersions: ['*'],
      resources: ['*'],
      operations: ['UPDATE'],
    },
  ]
  expect(
    validatingWebhooks.parse({
      metadata: { name: 'istiod' },
      webhooks: [{ name: 'validation.istio.io', rules }],
    }).webhooks,
  ).toEqual([
    {
      name: 'validation.istio.io',
      rules: [
        {
          groups: ['networking.istio.io'],
          versions: ['*'],
          resources: ['*'],
          operations: ['UPDATE'],
        },
      ],
      namespaces: { matchLabels: {}, matchExpressions: [] },
      objects: { matchLabels: {}, matchExpressions: [] },
    },
  ])
})

test.each([
  [{}, 'cluster'],
  [{ clusterIP: 'None' }, 'headless'],
  [{ type: 'ExternalName', externalName: 'example.com' }, 'externalName'],
])('a Service of %j is of the kind %s', (spec, kind) => {
  expect(
    service.parse({ metadata, spec: { ...spec, ports: [{ port: 80, name: 'http' }] } }),
  ).toMatchObject({
    kind,
    ports: [{ name: 'http', port: 80, protocol: 'TCP', appProtocol: null }],
  })
})
