import { describe, expect, test } from 'vitest'
import {
  gateway,
  hop,
  reviews as pods,
  productpage,
  stranger,
} from '../service-graph/bookinfo.fixtures'
import type { Peer, RequestSample } from '../service-graph/sample'
import { byVersion, read, sample, traffic } from './observe.fixtures'
import type { SplitFacts } from './split-facts'
import {
  asRoute,
  facts,
  httpRule,
  meta,
  reviews,
  service,
  to,
  virtualService,
  workload,
} from './traffic-split.fixtures'
import { splitConfig } from './world'

test('who comes past a split over services is shown apart', () => {
  const split = virtualService('reviews', [
    httpRule([to('reviews-v1', null, 1), to('reviews-v2', null, 1)]),
  ])
  const versioned = (version: string) =>
    service(`reviews-${version}`, { selector: { app: 'reviews', version } })
  const cluster = facts({
    virtualServices: [split],
    services: [service('reviews'), versioned('v1'), versioned('v2')],
  })
  const obeying = hop(productpage, pods.v1, {
    destinationService: 'reviews-v1.default.svc.cluster.local',
  })
  const [route] = read(
    split,
    traffic([sample(obeying, 5), sample(hop(gateway, pods.v2), 2)]),
    cluster,
  ).routes
  expect(route?.observed).toMatchObject({ perSecond: 5 })
  expect(route?.destinations[1]?.outside).toMatchObject({
    requestsPerSecond: 2,
    callers: [{ reason: 'other-route' }],
  })
})

describe('callers that the route does not govern are left out and shown apart', () => {
  const outside = (extra: RequestSample, cluster: SplitFacts = facts()) => {
    const [route] = read(reviews, traffic([...byVersion(8, 2), extra]), cluster).routes
    expect(route?.observed).toMatchObject({ perSecond: 10 })
    return route?.destinations[1]?.outside?.callers
  }

  test('one without a proxy', () => {
    const legacy = sample(hop(stranger, pods.v2, { reporter: 'destination' }), 3.1)
    expect(outside(legacy)).toEqual([{ source: null, reason: 'no-proxy', requestsPerSecond: 3.1 }])
  })

  test('a gateway that the route does not list', () => {
    const ingress = workload('istio-ingressgateway', 'latest', {
      namespace: 'istio-system',
      name: 'istio-ingressgateway',
      role: 'gateway',
      labels: { istio: 'ingressgateway' },
    })
    const cluster = facts({ workloads: [...facts().workloads, ingress] })
    const viaGateway = sample(hop(gateway, pods.v2), 1)
    expect(outside(viaGateway, cluster)).toEqual([
      {
        source: { namespace: 'istio-system', name: 'istio-ingressgateway' },
        reason: 'gateway-not-listed',
        requestsPerSecond: 1,
      },
    ])
    const listed = { ...reviews, gateways: ['mesh', 'istio-system/public'] }
    const isThere = {
      ...cluster,
      virtualServices: [listed],
      istioGateways: [
        {
          ...meta('public', { namespace: 'istio-system' }),
          selector: { istio: 'ingressgateway' },
          servers: [],
        },
      ],
    }
    const [route] = read(listed, traffic([...byVersion(8, 2), viaGateway]), isThere).routes
    expect(route?.observed).toMatchObject({ perSecond: 11 })
  })

  test('clients of a namespace where another route wins', () => {
    const shopper: Peer = { ...productpage, namespace: 'shop' }
    const own = virtualService('own', [httpRule([to('reviews.default.svc.cluster.local', null)])], {
      ...meta('own', { namespace: 'shop' }),
      hosts: ['reviews.default.svc.cluster.local'],
      exportTo: ['.'],
    })
    const cluster = facts({ virtualServices: [reviews, own] })
    const config = splitConfig(cluster)
    expect(
      config.governance.winnerFor({ namespace: 'default', name: 'reviews' }, 'shop')?.object.name,
    ).toBe('own')
    expect(
      config.governance.winnerFor({ namespace: 'default', name: 'reviews' }, 'default')?.object
        .name,
    ).toBe('reviews')
    expect(
      config.governance.outside(
        asRoute(reviews),
        { namespace: shopper.namespace, workload: null, hasProxy: true },
        { namespace: 'default', name: 'reviews' },
      ),
    ).toBe('other-route')
  })

  test('and who the viewer may not see is not named', () => {
    const hidden: Peer = { ...productpage, namespace: 'vault' }
    const cluster = facts({ shows: (namespace) => namespace !== 'vault' })
    const callers = outside(sample(hop(hidden, pods.v2, { reporter: 'destination' }), 1), cluster)
    expect(callers).toEqual([{ source: null, reason: 'no-proxy', requestsPerSecond: 1 }])
  })
})
