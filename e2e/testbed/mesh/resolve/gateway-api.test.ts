import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import { namespace, pod, service, virtualService } from '../fixtures'
import {
  backend,
  forReviews,
  gatewayApiPod,
  httpRoute,
  kubernetesGateway,
  reviewsVersions,
} from '../fixtures-gateway-api'
import type { ParentReference } from '../world/gateway-api-objects'
import { callInWords as call } from './calls-in-words'

describe('for whom a route of the mesh is', () => {
  const toV1 = [{ backendRefs: [backend('v1')] }]
  const loader = pod('loader', { namespace: 'load' })
  const fromLoad = { client: 'loader', host: 'reviews.default' }
  const consumer = forReviews([{ filters: [{ type: 'RequestRedirect', requestRedirect: {} }] }], {
    name: 'own',
    namespace: 'load',
  })

  test('of the service’s namespace: everybody', () => {
    expect(call([...reviewsVersions, forReviews(toV1), loader], fromLoad)).toEqual(['reviews-v1 1'])
  })

  test('of the client’s namespace: its own clients, before the owner’s', () => {
    expect(call([...reviewsVersions, forReviews(toV1), consumer, loader], fromLoad)).toEqual([
      '302 - 1',
    ])
    expect(call([...reviewsVersions, forReviews(toV1), consumer, loader])).toEqual(['reviews-v1 1'])
  })

  test('of a third namespace: nobody', () => {
    const third = forReviews(toV1, { namespace: 'third' })
    expect(call([...reviewsVersions, third])).toHaveLength(2)
  })

  test('of another port: nobody', () => {
    expect(call([...reviewsVersions, forReviews(toV1, {}, { port: 1 })])).toHaveLength(2)
  })

  test('goes before a VirtualService', () => {
    const other = virtualService({
      hosts: ['reviews'],
      http: [{ directResponse: { status: 418 } }],
    })
    expect(call([...reviewsVersions, forReviews(toV1), other])).toEqual(['reviews-v1 1'])
  })
})

describe('a Gateway', () => {
  const gateway = (listener: object = {}) =>
    kubernetesGateway(
      {
        gatewayClassName: 'istio',
        listeners: [{ name: 'http', port: 80, protocol: 'HTTP', ...listener }],
      },
      { name: 'public' },
    )
  const attached = (
    spec: { hostnames?: string[]; parentRefs?: ParentReference[] } = {},
    named: object = {},
    version = 'v1',
  ) =>
    httpRoute(
      { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [backend(version)] }], ...spec },
      named,
    )
  const outside = { client: 'public-istio', host: 'shop.example.com', port: 80, path: '/' }

  test.each<[string, KubernetesObject[], string]>([
    ['a route that names it', [gateway(), attached()], 'reviews-v1 1'],
    ['no route', [gateway()], '404 NR 1'],
    ['a port without a listener', [gateway({ port: 81 }), attached()], 'refused 1'],
    [
      'a listener for the host',
      [gateway({ hostname: '*.example.com' }), attached()],
      'reviews-v1 1',
    ],
    [
      'a listener for another host',
      [gateway({ hostname: 'a.example.org' }), attached()],
      '404 NR 1',
    ],
    [
      'a route for the host',
      [gateway(), attached({ hostnames: ['shop.example.com'] })],
      'reviews-v1 1',
    ],
    [
      'a route for another host',
      [gateway(), attached({ hostnames: ['b.example.com'] })],
      '404 NR 1',
    ],
    [
      'a route for another listener',
      [gateway(), attached({ parentRefs: [{ name: 'public', sectionName: 'https' }] })],
      '404 NR 1',
    ],
    [
      'the closer host before the wider',
      [
        gateway(),
        attached({ hostnames: ['*'] }, { name: 'a' }),
        attached({ hostnames: ['shop.example.com'] }, { name: 'b' }, 'v2'),
      ],
      'reviews-v2 1',
    ],
  ])('%s', (_, objects, expected) => {
    expect(call([gatewayApiPod('public'), ...reviewsVersions, ...objects], outside)).toEqual([
      expected,
    ])
  })

  test('lets in the routes of the namespaces that its listener allows', () => {
    const elsewhere = [
      namespace('shop', { team: 'shop' }),
      pod('cart', { namespace: 'shop', labels: { app: 'cart' } }),
      service('cart', { namespace: 'shop' }),
      httpRoute(
        {
          parentRefs: [{ name: 'public', namespace: 'default' }],
          rules: [{ backendRefs: [{ name: 'cart', port: 9080 }] }],
        },
        { namespace: 'shop' },
      ),
    ]
    const from = (namespaces: object) =>
      call(
        [gatewayApiPod('public'), gateway({ allowedRoutes: { namespaces } }), ...elsewhere],
        outside,
      )
    expect(from({ from: 'Same' })).toEqual(['404 NR 1'])
    expect(from({ from: 'All' })).toEqual(['cart 1'])
    expect(from({ from: 'Selector', selector: { matchLabels: { team: 'shop' } } })).toEqual([
      'cart 1',
    ])
    expect(from({ from: 'Selector', selector: { matchLabels: { team: 'x' } } })).toEqual([
      '404 NR 1',
    ])
  })
})
