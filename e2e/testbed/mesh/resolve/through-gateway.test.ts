import { describe, expect, test } from 'vitest'
import { gatewayPod, istioGateway, virtualService } from '../fixtures'
import type { HttpRoute } from '../world/istio-objects'
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
