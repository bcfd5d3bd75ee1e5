import { describe, expect, test } from 'vitest'
import { gatewayPod, istioGateway, reviewsSubsets, virtualService } from '../fixtures'
import type { HttpRoute, IstioServer, VirtualService } from '../world/istio-objects'
import { callInWords as call } from './calls-in-words'

describe('an ingress gateway', () => {
  const routeTo = (host: string, more: Partial<HttpRoute> = {}) => ({
    route: [{ destination: { host } }],
    ...more,
  })
  const bound = (http: HttpRoute[], named: object = {}, gateways = ['public']) =>
    virtualService({ hosts: ['*'], gateways, http }, named)
  const fromOutside = {
    client: 'istio-ingressgateway',
    host: 'shop.example.com',
    port: 8080,
    path: '/',
  }
  const ingress = [gatewayPod(), istioGateway(['*'], { name: 'public' })]

  test.each([
    ['a VirtualService that lists it', [bound([routeTo('productpage')])], ['productpage-v1 1']],
    ['one that lists others', [bound([routeTo('productpage')], {}, ['internal'])], ['404 NR 1']],
    ['one for sidecars', [bound([routeTo('productpage')], {}, ['mesh'])], ['404 NR 1']],
    [
      'rules for everything go after the others, whoever wrote them',
      [
        bound([routeTo('productpage')], { name: 'a', createdAt: '2026-01-01T00:00:00Z' }),
        bound([routeTo('reviews', { match: [{ uri: { exact: '/' } }] })], { name: 'b' }),
      ],
      ['reviews-v1 0.5', 'reviews-v2 0.5'],
    ],
  ])('%s', (_, objects, expected) => {
    expect(call([...ingress, ...objects], fromOutside)).toEqual(expected)
  })

  test('serves the hosts of its Gateway only', () => {
    const objects = [
      gatewayPod(),
      istioGateway(['*.example.org'], { name: 'public' }),
      bound([routeTo('productpage')]),
    ]
    expect(call(objects, fromOutside)).toEqual(['404 NR 1'])
    expect(call(objects, { ...fromOutside, host: 'shop.example.org' })).toEqual([
      'productpage-v1 1',
    ])
  })

  test('has no open port without a Gateway', () => {
    expect(call([gatewayPod()], fromOutside)).toEqual(['refused 1'])
  })
})

describe('what a gateway takes from whom', () => {
  const served = (hosts: string[]) => [gatewayPod(), istioGateway(hosts, { name: 'public' })]
  const fromShop = (spec: Partial<VirtualService['spec']> = {}) =>
    virtualService(
      {
        hosts: ['shop.example.com'],
        gateways: ['default/public'],
        http: [{ directResponse: { status: 418 } }],
        ...spec,
      },
      { namespace: 'shop' },
    )
  const request = { client: 'istio-ingressgateway', host: 'shop.example.com', port: 8080 }

  test.each([
    ['routes of any namespace', ['*'], '418 - 1'],
    ['routes of a namespace for all hosts', ['shop/*'], '418 - 1'],
    ['routes of a namespace for a host', ['shop/shop.example.com'], '418 - 1'],
    ['not those of another', ['other/*'], '404 NR 1'],
    ['not those of others than its own', ['./*'], '404 NR 1'],
    ['those of any namespace that it names', ['./*', 'shop/*'], '418 - 1'],
  ])('%s', (_, hosts, expected) => {
    expect(call([...served(hosts), fromShop()], request)).toEqual([expected])
  })

  test('nothing that is not exported to its namespace', () => {
    expect(call([...served(['*']), fromShop({ exportTo: ['.'] })], request)).toEqual(['404 NR 1'])
    expect(call([...served(['*']), fromShop({ exportTo: ['istio-system'] })], request)).toEqual([
      '418 - 1',
    ])
  })
})

describe('what a gateway does not read', () => {
  const opened = (server: Partial<IstioServer>) => {
    const made = istioGateway(['*'], { name: 'public' })
    const servers = [{ port: { number: 9443, protocol: 'TLS' }, hosts: ['*'], ...server }]
    return [gatewayPod(), { ...made, spec: { selector: { istio: 'ingressgateway' }, servers } }]
  }
  const to = [{ destination: { host: 'reviews', subset: 'v2' } }]
  const routes = (spec: Partial<VirtualService['spec']>) =>
    virtualService({ hosts: ['reviews.example.com'], gateways: ['public'], ...spec })
  const request = { client: 'istio-ingressgateway', host: 'reviews.example.com', port: 9443 }

  test('TLS that it passes through is led by the name in its handshake', () => {
    const objects = [
      ...opened({ tls: { mode: 'PASSTHROUGH' } }),
      reviewsSubsets,
      routes({ tls: [{ match: [{ sniHosts: ['reviews.example.com'] }], route: to }] }),
    ]
    expect(call(objects, { ...request, tls: true })).toEqual(['reviews-v2 1'])
  })

  test('bytes go by the routes for bytes, and nowhere without one', () => {
    const tcp = opened({ port: { number: 9443, protocol: 'TCP' } })
    expect(
      call([...tcp, reviewsSubsets, routes({ tcp: [{ route: to }] })], {
        ...request,
        protocol: 'tcp',
      }),
    ).toEqual(['reviews-v2 1'])
    expect(call(tcp, { ...request, protocol: 'tcp' })).toEqual(['NR 1'])
  })

  test('HTTPS that it ends is HTTP to it', () => {
    const objects = [
      ...opened({ port: { number: 9443, protocol: 'HTTPS' }, tls: { mode: 'SIMPLE' } }),
      routes({ http: [{ directResponse: { status: 418 } }] }),
    ]
    expect(call(objects, request)).toEqual(['418 - 1'])
  })
})
