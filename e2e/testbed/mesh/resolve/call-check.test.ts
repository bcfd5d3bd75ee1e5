import { describe, expect, test } from 'vitest'
import type { KubernetesObject, ServicePort } from '../../cluster/kubernetes-objects'
import {
  destinationRule,
  gatewayPod,
  istioGateway,
  meshConfig,
  peerAuthentication,
  pod,
  service,
  serviceEntry,
  sidecar,
  worldOf,
} from '../fixtures'
import type { ClientTls, PolicyMode, TrafficPolicy } from '../world/istio-objects'
import { type CallResult, type CheckedCall, checkCall } from './call-check'

const tunnel = { 'networking.istio.io/tunnel': 'http' }

const clients = [
  pod('legacy', { proxy: false }),
  pod('probe', { ambient: true }),
  pod('tunneller', { labels: tunnel }),
]

const servers = [
  pod('bare', { labels: { app: 'bare' }, proxy: false }),
  service('bare'),
  pod('calm', { labels: { app: 'calm' }, ambient: true }),
  service('calm'),
  pod('both', { labels: { app: 'both', ...tunnel } }),
  service('both'),
]

const mode = (value: PolicyMode, named: object = {}) =>
  peerAuthentication({ mtls: { mode: value } }, named)

const forApp = (app: string, value: PolicyMode, ports: Record<string, PolicyMode> = {}) =>
  peerAuthentication(
    {
      selector: { matchLabels: { app } },
      mtls: { mode: value },
      ...(Object.keys(ports).length
        ? {
            portLevelMtls: Object.fromEntries(
              Object.entries(ports).map(([port, one]) => [port, { mode: one }]),
            ),
          }
        : {}),
    },
    { name: app },
  )

const policy = (trafficPolicy: TrafficPolicy, host = 'reviews') =>
  destinationRule({ host, trafficPolicy }, { name: host })

const tls = (value: ClientTls['mode'], host = 'reviews') =>
  policy({ tls: value ? { mode: value } : { sni: 'x' } }, host)

/** reviews with one version and one port of a protocol of its own. */
const port = (name: string): ServicePort => ({ name, port: 9080 })
const reviewsAt = (name: string) => service('reviews', { ports: [port(name)] })

type Asked = Partial<CheckedCall> & { from?: string; to?: string }

function check(
  objects: KubernetesObject[],
  { from = 'productpage-v1', to = 'reviews', ...more }: Asked = {},
) {
  return checkCall(worldOf(...clients, ...servers, ...objects), {
    client: from === 'none' ? null : `default/${from}`,
    service: `default/${to}`,
    port: 9080,
    ...more,
  })
}

type Row = [string, KubernetesObject[], Asked, CallResult]

/** Rows of Istio's conflict table, as istio-facts 4.5 numbers them. */
const conflicts: Row[] = [
  ['T1 strict', [mode('STRICT')], {}, 'mutual_tls'],
  ['T2 permissive', [mode('PERMISSIVE')], {}, 'mutual_tls'],
  ['T3 workload off', [forApp('reviews', 'DISABLE')], {}, 'plaintext'],
  ['T3 port off', [forApp('reviews', 'STRICT', { 9080: 'DISABLE' })], {}, 'plaintext'],
  ['T5 strict but workload off', [mode('STRICT'), forApp('reviews', 'DISABLE')], {}, 'plaintext'],
  ['T6 server without a proxy', [mode('STRICT')], { to: 'bare' }, 'plaintext'],
  ['T7 client off, strict', [tls('DISABLE'), mode('STRICT')], {}, 'broken'],
  ['T8 client off, permissive', [tls('DISABLE')], {}, 'plaintext'],
  ['T9 client off, server off', [tls('DISABLE'), mode('DISABLE')], {}, 'plaintext'],
  ['T10 client mutual, strict', [tls('ISTIO_MUTUAL'), mode('STRICT')], {}, 'mutual_tls'],
  ['T10 client mutual, permissive', [tls('ISTIO_MUTUAL')], {}, 'mutual_tls'],
  ['T11 client mutual, server off', [tls('ISTIO_MUTUAL'), mode('DISABLE')], {}, 'broken'],
  ['T12 client mutual, no proxy', [tls('ISTIO_MUTUAL', 'bare')], { to: 'bare' }, 'broken'],
  ['T15 TLS of its own, opaque port', [reviewsAt('tls'), tls('SIMPLE')], {}, 'app_tls'],
  ['T15 TLS of its own, detected port', [reviewsAt('any'), tls('SIMPLE')], {}, 'app_tls'],
  ['TLS of its own, HTTP port', [reviewsAt('http'), tls('SIMPLE')], {}, 'broken'],
  ['TLS of its own, strict', [reviewsAt('tls'), tls('MUTUAL'), mode('STRICT')], {}, 'broken'],
  ['TLS of its own, off', [reviewsAt('tcp'), tls('SIMPLE'), mode('DISABLE')], {}, 'app_tls'],
  ['TLS of its own, no proxy', [tls('SIMPLE', 'bare')], { to: 'bare' }, 'app_tls'],
  ['T16 no proxy, strict', [mode('STRICT')], { from: 'none' }, 'broken'],
  ['T17 no proxy, permissive', [], { from: 'none' }, 'plaintext'],
  ['T17 no proxy, off', [mode('DISABLE')], { from: 'none' }, 'plaintext'],
  ['T19 no auto, strict', [meshConfig('enableAutoMtls: false'), mode('STRICT')], {}, 'broken'],
  ['T20 no auto, permissive', [meshConfig('enableAutoMtls: false')], {}, 'plaintext'],
  ['T24 tls without a mode', [tls(undefined), mode('STRICT')], {}, 'broken'],
  ['T28 ambient to ambient', [mode('STRICT')], { from: 'probe', to: 'calm' }, 'hbone'],
  ['T29 no proxy to strict ambient', [mode('STRICT')], { from: 'none', to: 'calm' }, 'broken'],
  ['T30 no proxy to ambient', [], { from: 'none', to: 'calm' }, 'plaintext'],
  ['T30 no proxy to ambient, off', [mode('DISABLE')], { from: 'none', to: 'calm' }, 'plaintext'],
  ['T32 ambient to a tunnelling sidecar', [mode('STRICT')], { from: 'probe', to: 'both' }, 'hbone'],
  ['ambient to a plain sidecar', [], { from: 'probe' }, 'plaintext'],
  ['ambient to a plain strict sidecar', [mode('STRICT')], { from: 'probe' }, 'broken'],
  [
    'T34 the tunnel beats the rule',
    [tls('DISABLE', 'calm')],
    { from: 'tunneller', to: 'calm' },
    'hbone',
  ],
  ['a sidecar without a tunnel to ambient', [], { to: 'calm' }, 'plaintext'],
  ['… and strict', [mode('STRICT')], { to: 'calm' }, 'broken'],
  ['mutual TLS ends at no ztunnel', [tls('ISTIO_MUTUAL', 'calm')], { to: 'calm' }, 'broken'],
  [
    'T21 an entry for the port beats the rule',
    [
      policy({
        tls: { mode: 'DISABLE' },
        portLevelSettings: [{ port: { number: 9080 }, tls: { mode: 'ISTIO_MUTUAL' } }],
      }),
      mode('STRICT'),
    ],
    {},
    'mutual_tls',
  ],
  [
    'T35 the oldest of two counts',
    [
      mode('STRICT', { name: 'a', createdAt: '2026-02-01T00:00:00Z' }),
      mode('PERMISSIVE', { name: 'b', createdAt: '2026-01-01T00:00:00Z' }),
    ],
    { from: 'none' },
    'plaintext',
  ],
  [
    'T37 a selector in the root namespace counts nowhere',
    [
      peerAuthentication(
        { selector: { matchLabels: { app: 'reviews' } }, mtls: { mode: 'STRICT' } },
        { namespace: 'istio-system' },
      ),
    ],
    { from: 'none' },
    'plaintext',
  ],
]

test.each(conflicts)('%s', (_, objects, asked, expected) => {
  expect(check(objects, asked)).toBe(expected)
})

describe('what a client decides by itself', () => {
  const headless = service('reviews', { isHeadless: true })
  const bareReviews = pod('reviews-v9', { labels: { app: 'reviews' }, proxy: false })

  test.each<Row>([
    [
      'a namespace that is off hides a strict workload from its callers',
      [mode('DISABLE'), forApp('reviews', 'STRICT')],
      {},
      'broken',
    ],
    ['headless, all with sidecars', [headless], {}, 'mutual_tls'],
    ['headless, one without', [headless, bareReviews], {}, 'plaintext'],
    [
      'headless does not see that a workload is off',
      [headless, forApp('reviews', 'DISABLE')],
      {},
      'broken',
    ],
    [
      'a tunnel is not for headless services',
      [service('calm', { isHeadless: true })],
      { from: 'tunneller', to: 'calm' },
      'plaintext',
    ],
    [
      'a rule in the client’s namespace replaces the owner’s',
      [
        pod('loader', { namespace: 'load' }),
        tls('DISABLE'),
        destinationRule(
          {
            host: 'reviews.default.svc.cluster.local',
            trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
          },
          { namespace: 'load' },
        ),
        mode('STRICT'),
      ],
      { client: 'load/loader' },
      'mutual_tls',
    ],
    [
      'a rule for labels that the client lacks does not count',
      [
        destinationRule({
          host: 'reviews',
          workloadSelector: { matchLabels: { app: 'other' } },
          trafficPolicy: { tls: { mode: 'DISABLE' } },
        }),
        mode('STRICT'),
      ],
      {},
      'mutual_tls',
    ],
    [
      'a rule for the client’s labels beats one for all',
      [
        destinationRule({
          host: 'reviews',
          workloadSelector: { matchLabels: { app: 'productpage' } },
          trafficPolicy: { tls: { mode: 'DISABLE' } },
        }),
        destinationRule(
          { host: 'reviews', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
          { name: 'all' },
        ),
      ],
      {},
      'plaintext',
    ],
    [
      'an entry for the port without tls hides that endpoints take it',
      [
        policy({
          tls: { mode: 'DISABLE' },
          portLevelSettings: [{ port: { number: 9080 }, outlierDetection: {} }],
        }),
      ],
      {},
      'plaintext',
    ],
    [
      'an entry for another port changes nothing',
      [
        policy({
          tls: { mode: 'DISABLE' },
          portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'ISTIO_MUTUAL' } }],
        }),
      ],
      {},
      'plaintext',
    ],
    [
      'the oldest of two rules that has a policy gives it, whole',
      [
        destinationRule({ host: 'reviews' }, { name: 'a' }),
        destinationRule(
          { host: 'reviews', trafficPolicy: { tls: { mode: 'DISABLE' } } },
          { name: 'b' },
        ),
        destinationRule(
          { host: 'reviews', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
          { name: 'c' },
        ),
      ],
      {},
      'plaintext',
    ],
  ])('%s', (_, objects, asked, expected) => {
    expect(check(objects, asked)).toBe(expected)
  })
})

describe('subsets', () => {
  const subset = (trafficPolicy: TrafficPolicy, ofHost: TrafficPolicy = {}) =>
    destinationRule({
      host: 'reviews',
      ...(Object.keys(ofHost).length ? { trafficPolicy: ofHost } : {}),
      subsets: [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy }],
    })

  test.each<Row>([
    [
      'a subset’s policy holds for the subset',
      [subset({ tls: { mode: 'DISABLE' } })],
      { subset: 'v1' },
      'plaintext',
    ],
    ['and not without it', [subset({ tls: { mode: 'DISABLE' } })], {}, 'mutual_tls'],
    [
      'what it leaves out is the host’s',
      [subset({ outlierDetection: {} }, { tls: { mode: 'DISABLE' } })],
      { subset: 'v1' },
      'plaintext',
    ],
    [
      'its entry for the port replaces everything',
      [
        subset(
          {
            tls: { mode: 'DISABLE' },
            portLevelSettings: [{ port: { number: 9080 }, outlierDetection: {} }],
          },
          { tls: { mode: 'DISABLE' } },
        ),
      ],
      { subset: 'v1' },
      'mutual_tls',
    ],
    ['one that nobody defines reaches nothing', [], { subset: 'v9' }, 'broken'],
  ])('%s', (_, objects, asked, expected) => {
    expect(check(objects, asked)).toBe(expected)
  })
})

describe('ports past the sidecar', () => {
  const annotated = (side: 'In' | 'Out', ports: string) => ({
    [`traffic.sidecar.istio.io/exclude${side}boundPorts`]: ports,
  })
  const open = [
    pod('open', { labels: { app: 'open' }, annotations: annotated('In', '15, 9080') }),
    service('open'),
  ]
  const leaving = pod('leaving', { annotations: annotated('Out', '9080') })
  const listed = pod('listed', {
    labels: { app: 'open' },
    annotations: { 'traffic.sidecar.istio.io/includeInboundPorts': '80,443' },
  })

  test.each<Row>([
    ['mutual TLS that nobody ends', open, { to: 'open' }, 'broken'],
    [
      'plaintext, whatever the policy',
      [...open, mode('STRICT')],
      { from: 'none', to: 'open' },
      'plaintext',
    ],
    [
      'a port off is called in plaintext',
      [...open, forApp('open', 'STRICT', { 9080: 'DISABLE' })],
      { to: 'open' },
      'plaintext',
    ],
    [
      'a list of ports leaves out the others',
      [listed, service('open'), mode('STRICT')],
      { from: 'none', to: 'open' },
      'plaintext',
    ],
    [
      'a client’s excluded port is as without a proxy',
      [leaving, mode('STRICT')],
      { from: 'leaving' },
      'broken',
    ],
    ['… and in plaintext where that is let in', [leaving], { from: 'leaving' }, 'plaintext'],
  ])('%s', (_, objects, asked, expected) => {
    expect(check(objects, asked)).toBe(expected)
  })
})

describe('what a client has not heard of', () => {
  const blind = sidecar({ egress: [{ hosts: ['istio-system/*'] }] })

  test.each<Row>([
    ['goes past the mesh in plaintext', [blind], {}, 'plaintext'],
    ['and breaks where that is refused', [blind, mode('STRICT')], {}, 'broken'],
    [
      'or is held back',
      [blind, meshConfig('outboundTrafficPolicy: { mode: REGISTRY_ONLY }')],
      {},
      'broken',
    ],
    [
      'or is held back by the Sidecar itself',
      [sidecar({ egress: [{ hosts: ['~/*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })],
      {},
      'broken',
    ],
    [
      'what the Sidecar names is known',
      [sidecar({ egress: [{ hosts: ['./*'] }] })],
      {},
      'mutual_tls',
    ],
    [
      'a Sidecar for others does not count',
      [sidecar({ workloadSelector: { labels: { app: 'x' } }, egress: [{ hosts: ['~/*'] }] })],
      {},
      'mutual_tls',
    ],
    [
      'a service that is not exported is not known',
      [
        service('reviews', { annotations: { 'networking.istio.io/exportTo': '~' } }),
        mode('STRICT'),
      ],
      {},
      'broken',
    ],
  ])('%s', (_, objects, asked, expected) => {
    expect(check(objects, asked)).toBe(expected)
  })
})

test.each<[string, KubernetesObject[], Asked]>([
  ['no such service', [], { service: 'default/nowhere' }],
  ['no such port', [], { port: 1 }],
  ['no such client', [], { client: 'default/nobody' }],
  ['no ready pod', [service('empty')], { to: 'empty' }],
])('%s is broken', (_, objects, asked) => {
  expect(check(objects, asked)).toBe('broken')
})

test('endpoints that differ are mixed until one of them is named', () => {
  const bareReviews = pod('reviews-v9', { labels: { app: 'reviews' }, proxy: false })
  expect(check([bareReviews])).toBe('mixed')
  expect(check([bareReviews], { server: 'default/reviews-v9' })).toBe('plaintext')
  expect(check([bareReviews], { server: 'default/reviews-v1' })).toBe('mutual_tls')
})

test('a service of the mesh by a ServiceEntry is encrypted, one beyond it is not', () => {
  const entry = (location: 'MESH_INTERNAL' | 'MESH_EXTERNAL') =>
    worldOf(
      serviceEntry({
        hosts: ['reviews.legacy'],
        ports: [{ number: 9080, protocol: 'HTTP' }],
        location,
        workloadSelector: { labels: { app: 'reviews' } },
      }),
    ).services.get('reviews.legacy')?.isExternal
  expect([entry('MESH_INTERNAL'), entry('MESH_EXTERNAL')]).toEqual([false, true])
})

describe('a gateway as the server', () => {
  const egress = (tls?: { mode: string }) => {
    const made = istioGateway(['*'], { namespace: 'istio-system' })
    const servers = [
      { port: { number: 9080, protocol: 'HTTP' }, hosts: ['*'], ...(tls ? { tls } : {}) },
    ]
    return [
      gatewayPod(),
      { ...made, spec: { selector: { istio: 'ingressgateway' }, servers } },
      {
        ...service('egress', { namespace: 'istio-system' }),
        spec: { selector: { istio: 'ingressgateway' }, ports: [{ name: 'http', port: 9080 }] },
      },
      mode('STRICT', { namespace: 'istio-system' }),
    ]
  }
  const toEgress = { service: 'istio-system/egress' }
  const mutual = destinationRule({
    host: 'egress.istio-system.svc.cluster.local',
    trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
  })

  test.each<Row>([
    ['is called in plaintext, whatever the policy for workloads', egress(), toEgress, 'plaintext'],
    [
      'takes mutual TLS where its Gateway says so',
      [...egress({ mode: 'ISTIO_MUTUAL' }), mutual],
      toEgress,
      'mutual_tls',
    ],
    ['and then nothing else', egress({ mode: 'ISTIO_MUTUAL' }), toEgress, 'broken'],
    ['does not end it otherwise', [...egress(), mutual], toEgress, 'broken'],
  ])('%s', (_, objects, asked, expected) => {
    expect(check(objects, asked)).toBe(expected)
  })
})
