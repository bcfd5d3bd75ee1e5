import { describe, expect, test } from 'vitest'
import {
  bookinfoFacts,
  calls,
  details,
  gateway,
  hop,
  nodeNamed,
  pageViews,
  picture,
  plain,
  productpage,
  reviews,
  stranger,
} from './bookinfo.fixtures'
import { draw } from './draw.fixtures'
import type { Peer } from './sample'

describe('requests that failed before a host was chosen', () => {
  const noPod = hop(productpage, stranger, {
    destinationService: 'reviews.default.svc.cluster.local',
    destinationServiceName: 'reviews',
  })
  const failed = calls(noPod, 1, { code: '503', flags: 'UH' })

  test.each([
    ['workload', 'workload/default/productpage-v1 > service/default/reviews'],
    ['versionedApp', 'app/default/productpage/v1 > service/default/reviews'],
    ['app', 'app/default/productpage/- > service/default/reviews'],
    ['service', 'app/default/productpage/- > service/default/reviews'],
    ['namespace', 'namespace/default > namespace/default'],
  ] as const)('are the service’s in the %s view', (view, line) => {
    expect(picture(draw({ requests: [failed] }, { view }))).toEqual([
      `${line} http 1/s 100% failed`,
    ])
  })

  test('join the service’s own node where service nodes are drawn', () => {
    const requests = [calls(hop(productpage, reviews.v1), 9), failed]
    const graph = draw({ requests }, { services: true })
    expect(picture(graph)).toEqual([
      'service/default/reviews > workload/default/reviews-v1 http 9/s',
      'workload/default/productpage-v1 > service/default/reviews http 10/s 10% failed',
    ])
    expect(nodeNamed(graph, 'service/default/reviews').in.errorRatio).toBe(0.1)
  })

  test.each([
    ['reviews:9080', 'a bare name is of the caller’s namespace'],
    ['reviews.default:9080', 'two labels are a service that is known'],
    ['reviews.default.svc:9080', 'a host need not name the cluster’s domain'],
  ])('are found by the Host header %s: %s', (host) => {
    const noCluster = hop(productpage, stranger, {
      destinationService: host,
      destinationServiceName: host,
    })
    const requests = [calls(noCluster, 1, { code: '503', flags: 'NC' })]
    expect(picture(draw({ requests }, {}, bookinfoFacts))).toEqual([
      'workload/default/productpage-v1 > service/default/reviews http 1/s 100% failed',
    ])
  })
})

describe('who or what is not known', () => {
  const visitor = hop(stranger, productpage, { reporter: 'destination' })

  test('a client without a proxy is one node beside what it calls, with its reason', () => {
    const graph = draw({ requests: [calls(visitor, 1), ...pageViews] })
    expect(picture(graph)).toContain(
      'unknown/caller/default > workload/default/productpage-v1 http 1/s',
    )
    expect(nodeNamed(graph, 'unknown/caller/default')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('without a proxy'),
      candidates: [],
    })
  })

  test('a label that was taken away is another reason', () => {
    const unnamed: Peer = { cluster: '', namespace: '', workload: '', app: '', version: '' }
    const graph = draw({ requests: [calls(hop(unnamed, productpage), 1)] })
    expect(nodeNamed(graph, 'unknown/unlabelledCaller/default')).toMatchObject({
      reason: expect.stringContaining('Telemetry'),
    })
  })

  test('an app without canonical labels is named by its workload', () => {
    const old = { ...reviews.v1, app: 'unknown', version: '' }
    expect(
      picture(draw({ requests: [calls(hop(productpage, old), 1)] }, { view: 'versionedApp' })),
    ).toEqual(['app/default/productpage/v1 > app/default/reviews-v1/latest http 1/s'])
  })

  test('a request that a gateway had no route for', () => {
    const requests = [calls(hop(gateway, stranger), 1, { code: '404', flags: 'NR' })]
    expect(picture(draw({ requests }))).toEqual([
      'workload/istio-system/istio-ingressgateway > unknown/destination/istio-system http 1/s',
    ])
  })
})

describe('outside of the mesh', () => {
  const outside = (destinationService: string, destinationServiceName: string) =>
    hop(details, stranger, { destinationService, destinationServiceName })

  test.each([
    [
      'a ServiceEntry',
      'www.googleapis.com',
      'www.googleapis.com',
      'serviceEntry/www.googleapis.com',
    ],
    [
      'passthrough',
      'www.googleapis.com:443',
      'PassthroughCluster',
      'passthrough/www.googleapis.com',
    ],
    ['passthrough of TCP', 'unknown', 'PassthroughCluster', 'passthrough/PassthroughCluster'],
    ['a black hole', 'example.org', 'BlackHoleCluster', 'blackHole/example.org'],
    ['an address', '10.1.2.3:5432', '10.1.2.3:5432', 'serviceEntry/10.1.2.3'],
    ['an IPv6 address', '[fd00::1]:80', '[fd00::1]:80', 'serviceEntry/[fd00::1]'],
  ])('%s is a node by its host', (_, host, name, id) => {
    const graph = draw({ requests: [calls(outside(host, name), 1)] })
    expect(graph.edges.map(({ target }) => plain(target))).toEqual([id])
  })

  test('a pod that was called by its address is a workload, without a service', () => {
    const direct = hop(stranger, reviews.v1, {
      reporter: 'destination',
      destinationService: 'reviews',
      destinationServiceName: 'InboundPassthroughCluster',
    })
    expect(picture(draw({ requests: [calls(direct, 1)] }, { services: true }))).toEqual([
      'unknown/caller/default > workload/default/reviews-v1 http 1/s',
    ])
  })
})

describe('clusters', () => {
  const east = { ...reviews.v1, cluster: 'east' }
  const west = { ...reviews.v1, cluster: 'west' }

  test('the same workload in two clusters is two nodes', () => {
    const requests = [calls(hop(productpage, east), 1), calls(hop(productpage, west), 2)]
    expect(draw({ requests }).edges.map(({ target }) => target)).toEqual([
      'workload/east/default/reviews-v1',
      'workload/west/default/reviews-v1',
    ])
  })

  test('a series that names no cluster is of the only one there is', () => {
    const unnamed = { ...reviews.v1, cluster: 'unknown' }
    const requests = [calls(hop(productpage, unnamed), 1), calls(hop(productpage, reviews.v1), 1)]
    expect(draw({ requests }).edges.map(({ target }) => target)).toEqual([
      'workload/Kubernetes/default/reviews-v1',
    ])
  })

  test('among several it is of none', () => {
    const unnamed = { ...details, cluster: 'unknown' }
    const requests = [calls(hop(east, unnamed), 1), calls(hop(east, west), 1)]
    expect(draw({ requests }).nodes.map(({ id }) => id)).toContain('workload/-/default/details-v1')
  })
})
