import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import {
  destinationRule,
  meshConfig,
  peerAuthentication,
  pod,
  service,
  serviceEntry,
  sidecar,
  virtualService,
} from '../fixtures'
import { callInWords as call, outcomesOf } from './calls-in-words'

const api = (more: object = {}, named: object = {}) =>
  serviceEntry(
    {
      hosts: ['api.example.com'],
      ports: [
        { number: 443, name: 'https', protocol: 'HTTPS' },
        { number: 80, name: 'http', protocol: 'HTTP' },
      ],
      resolution: 'DNS',
      ...more,
    },
    { name: 'api', ...named },
  )

const toApi = { host: 'api.example.com', port: 80, path: '/' }
const registryOnly = meshConfig('outboundTrafficPolicy: { mode: REGISTRY_ONLY }')

describe('a host beyond the mesh', () => {
  test.each<[string, KubernetesObject[], string]>([
    ['is passed on where nobody named it', [], 'passthrough 1'],
    ['is a service where a ServiceEntry names it', [api()], 'api.example.com 1'],
    ['is one by a wildcard too', [api({ hosts: ['*.example.com'] })], '*.example.com 1'],
    [
      'is passed on where the entry is not shown to the client',
      [api({ exportTo: ['.'] }, { namespace: 'far' })],
      'passthrough 1',
    ],
    ['is held back where only what is known may be called', [registryOnly], '502 - 1'],
    ['is called where it is known', [registryOnly, api()], 'api.example.com 1'],
    [
      'is held back by a client’s own Sidecar',
      [sidecar({ egress: [{ hosts: ['./*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })],
      '502 - 1',
    ],
    [
      'is not reached by the mesh’s own TLS, which nobody there takes off',
      [
        api(),
        destinationRule({
          host: 'api.example.com',
          trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
        }),
      ],
      '503 UF,URX 1',
    ],
    [
      'may be routed elsewhere',
      [
        api(),
        virtualService({
          hosts: ['api.example.com'],
          http: [{ route: [{ destination: { host: 'reviews' } }] }],
        }),
      ],
      'reviews-v1 0.5',
    ],
  ])('%s', (_, objects, expected) => {
    expect(call(objects, toApi)[0]).toBe(expected)
  })

  test('has its connection closed without a code where it is held back', () => {
    const [outcome] = outcomesOf([registryOnly], { ...toApi, port: 5432, protocol: 'tcp' })
    expect(outcome).toMatchObject({
      kind: 'failed',
      code: '',
      flags: 'UH',
      cluster: 'BlackHoleCluster',
    })
  })

  test.each<[string, KubernetesObject[], object, string]>([
    ['in plaintext', [], {}, 'plaintext'],
    ['in the application’s own TLS', [], { port: 443, tls: true }, 'app_tls'],
    [
      'in TLS that the client’s proxy adds',
      [destinationRule({ host: 'api.example.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } })],
      {},
      'app_tls',
    ],
  ])('is called %s', (_, objects, request, security) => {
    expect(outcomesOf([api(), ...objects], { ...toApi, ...request })[0]).toMatchObject({
      kind: 'external',
      security,
    })
  })
})

describe('an entry for pods of the mesh', () => {
  const entry = (location: 'MESH_INTERNAL' | 'MESH_EXTERNAL') =>
    api({ hosts: ['reviews.internal'], location, workloadSelector: { labels: { app: 'reviews' } } })

  test.each([
    ['MESH_INTERNAL', 'mutual_tls'],
    ['MESH_EXTERNAL', 'plaintext'],
  ] as const)('%s is called in %s', (location, security) => {
    const [outcome] = outcomesOf([entry(location)], { host: 'reviews.internal', port: 80 })
    expect(outcome).toMatchObject({ kind: 'arrives', security })
  })

  test('gives way to a Service of the same host', () => {
    const host = 'reviews.default.svc.cluster.local'
    expect(call([api({ hosts: [host] })])).toEqual(['reviews-v1 0.5', 'reviews-v2 0.5'])
  })
})

describe('a service that the client has not heard of', () => {
  const blind = sidecar({ egress: [{ hosts: ['istio-system/*'] }] })
  const strict = peerAuthentication({ mtls: { mode: 'STRICT' } })

  test('is reached past the mesh, in plaintext, and its routes do not count', () => {
    const routes = virtualService({
      hosts: ['reviews'],
      http: [{ directResponse: { status: 418 } }],
    })
    const [outcome] = outcomesOf([blind, routes])
    expect(outcome).toMatchObject({
      kind: 'arrives',
      security: 'plaintext',
      cluster: 'PassthroughCluster',
    })
  })

  test('turns it away where its policy is strict', () => {
    expect(call([blind, strict])).toEqual(['503 UC 0.5', '503 UC 0.5'])
  })

  test('is held back where only what is known may be called', () => {
    expect(call([blind, registryOnly])).toEqual(['502 - 1'])
  })

  test('is known again by the routes that name it, with what they lead to', () => {
    const open = sidecar({ egress: [{ hosts: ['./shop.example.com'] }] })
    const routes = virtualService({
      hosts: ['shop.example.com'],
      http: [{ route: [{ destination: { host: 'reviews' } }] }],
    })
    expect(call([open, routes], { host: 'shop.example.com' })).toEqual([
      'reviews-v1 0.5',
      'reviews-v2 0.5',
    ])
  })

  test('only a port that its Sidecar opens is known', () => {
    const one = (number: number) => sidecar({ egress: [{ port: { number }, hosts: ['*/*'] }] })
    expect(outcomesOf([one(9080)])[0]).toMatchObject({ cluster: null })
    expect(outcomesOf([one(80)])[0]).toMatchObject({ cluster: 'PassthroughCluster' })
  })

  test('the mesh’s own Sidecar holds where the namespace has none', () => {
    const ofMesh = sidecar(
      { egress: [{ hosts: ['istio-system/*'] }] },
      { namespace: 'istio-system' },
    )
    expect(outcomesOf([ofMesh])[0]).toMatchObject({ cluster: 'PassthroughCluster' })
    const own = sidecar({ egress: [{ hosts: ['./*'] }] })
    expect(outcomesOf([ofMesh, own])[0]).toMatchObject({ cluster: null })
  })

  test.each([
    ['.', 'default', null],
    ['.', 'load', 'PassthroughCluster'],
    ['load', 'load', null],
    ['~', 'default', 'PassthroughCluster'],
    ['*', 'load', null],
  ])('exported to %s and called from %s', (exportTo, from, cluster) => {
    const exported = service('reviews', {
      annotations: { 'networking.istio.io/exportTo': exportTo },
    })
    const client = pod('caller', { namespace: from })
    const [outcome] = outcomesOf([exported, client], { client: 'caller', host: 'reviews.default' })
    expect(outcome).toMatchObject({ cluster })
  })

  test('a destination that is not exported to the client is no cluster', () => {
    const hidden = service('hidden', { annotations: { 'networking.istio.io/exportTo': '~' } })
    const routes = virtualService({
      hosts: ['reviews'],
      http: [{ route: [{ destination: { host: 'hidden' } }] }],
    })
    expect(call([hidden, routes])).toEqual(['503 NC 1'])
  })
})

test('a port that leaves past the sidecar obeys no routes', () => {
  const leaving = pod('leaving', {
    annotations: { 'traffic.sidecar.istio.io/excludeOutboundPorts': '9080' },
  })
  const routes = virtualService({ hosts: ['reviews'], http: [{ directResponse: { status: 418 } }] })
  const [outcome] = outcomesOf([leaving, routes], { client: 'leaving' })
  expect(outcome).toMatchObject({
    kind: 'arrives',
    security: 'plaintext',
    pastSidecar: { client: true },
  })
})
