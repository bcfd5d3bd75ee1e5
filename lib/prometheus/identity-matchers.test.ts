import { describe, expect, test } from 'vitest'
import type { NodeIdentity } from '../domain/service-graph/ids'
import { callsOfEdge, callsOfNode, type IdentityContext } from './identity-matchers'
import { selector } from './promql'

const context: IdentityContext = {
  services: true,
  workloadsOf: ({ name }) => (name === 'reviews' ? ['reviews-v1', 'reviews-v2'] : []),
}

const place = { cluster: null, namespace: 'default' }
const productpage: NodeIdentity = { kind: 'workload', ...place, name: 'productpage-v1' }
const reviews: NodeIdentity = { kind: 'service', ...place, name: 'reviews' }
const app: NodeIdentity = { kind: 'app', ...place, name: 'reviews', version: null }

const written = (calls: ReturnType<typeof callsOfNode>) => calls?.map((one) => selector('', one))

const edge = (source: NodeIdentity, target: NodeIdentity, more: Partial<IdentityContext> = {}) =>
  written(
    callsOfEdge({ source, target, protocol: 'http', mirrored: false }, { ...context, ...more }),
  )

const from = 'source_workload_namespace="default",source_workload="productpage-v1"'
const anyReviews = 'destination_service=~"reviews\\\\.default(\\\\.svc(\\\\..*)?)?(:[0-9]+)?"'

describe('an edge is found again by the labels it was made of', () => {
  test('between workloads, in a cluster that some series do not name', () => {
    const target: NodeIdentity = { kind: 'workload', cluster: 'east', namespace: 'a', name: 'b' }
    expect(edge(productpage, target)).toEqual([
      `{${from},destination_workload_namespace="a",destination_cluster=~"east|unknown|",destination_workload="b"}`,
    ])
  })

  test('between apps, of one version or of all', () => {
    const v1: NodeIdentity = { ...app, version: 'v1' }
    expect(edge(v1, { ...app, version: 'latest' })).toEqual([
      '{source_workload_namespace="default",source_canonical_service="reviews",source_canonical_revision="v1",destination_workload_namespace="default",destination_canonical_service="reviews",destination_canonical_revision=~"latest|unknown|"}',
    ])
    expect(edge(app, app)?.[0]).not.toContain('revision')
  })

  test('to a service: all its calls, or those that nobody answered', () => {
    expect(edge(productpage, reviews)).toEqual([`{${from},${anyReviews}}`])
    expect(edge(productpage, reviews, { services: false })).toEqual([
      `{${from},${anyReviews},destination_workload=~"unknown|"}`,
    ])
  })

  test('to a service or a namespace of one of several clusters', () => {
    const cluster = 'east'
    const inEast = 'destination_cluster=~"east|unknown|"'
    const service = { kind: 'service', ...place, cluster, name: 'reviews' } as const
    expect(edge(productpage, service)?.[0]).toContain(inEast)
    for (const calls of edge(productpage, { kind: 'namespace', cluster, name: 'shop' }) ?? [])
      expect(calls).toContain(inEast)
  })

  test('from a service to its workload: by the host, for it calls nobody', () => {
    const version: NodeIdentity = { kind: 'workload', ...place, name: 'reviews-v1' }
    expect(edge(reviews, version)).toEqual([
      `{${anyReviews},destination_workload_namespace="default",destination_workload="reviews-v1"}`,
    ])
  })

  test('from a service to another: by the workloads behind it, or by its name', () => {
    const ratings: NodeIdentity = { kind: 'service', ...place, name: 'ratings' }
    expect(edge(reviews, ratings)?.[0]).toContain('source_workload=~"reviews-v1|reviews-v2"')
    expect(edge(ratings, reviews)?.[0]).toContain('source_canonical_service="ratings"')
  })

  test('between namespaces: what was answered there, and what was meant for it', () => {
    const shop: NodeIdentity = { kind: 'namespace', cluster: null, name: 'shop' }
    expect(edge(shop, shop)).toEqual([
      '{source_workload_namespace="shop",destination_workload_namespace="shop"}',
      '{source_workload_namespace="shop",destination_workload_namespace!="shop",destination_service_namespace="shop"}',
    ])
  })

  test.each([
    [{ kind: 'serviceEntry', host: 'a.org' }, 'destination_service=~"(?i:a\\\\.org)(:[0-9]+)?"'],
    [{ kind: 'passthrough', host: 'a.org' }, 'destination_service_name="PassthroughCluster"'],
    [{ kind: 'passthrough', host: 'PassthroughCluster' }, 'destination_service=~"unknown|"'],
    [{ kind: 'blackHole', host: 'a.org' }, 'destination_service_name="BlackHoleCluster"'],
    [
      { kind: 'unknown', end: 'destination', namespace: 'default' },
      'destination_workload="unknown",destination_service=~"unknown|"',
    ],
  ] as const)('to the outside: %j', (target, matchers) => {
    expect(edge(productpage, target)?.[0]).toContain(matchers)
  })

  test('from an unknown caller', () => {
    const stranger: NodeIdentity = { kind: 'unknown', end: 'caller', namespace: 'default' }
    expect(edge(stranger, productpage)?.[0]).toContain('source_workload="unknown"')
  })

  test('what is hidden cannot be found, nor an end that calls nobody', () => {
    expect(edge({ kind: 'hidden' }, productpage)).toBeUndefined()
    expect(edge(productpage, { kind: 'hidden' })).toBeUndefined()
    expect(edge({ kind: 'serviceEntry', host: 'a.org' }, productpage)).toBeUndefined()
    expect(
      edge({ kind: 'unknown', end: 'destination', namespace: 'a' }, productpage),
    ).toBeUndefined()
  })
})

test('a node has what it received and what it sent', () => {
  expect(written(callsOfNode(productpage, 'out', context))).toEqual([`{${from}}`])
  expect(written(callsOfNode(productpage, 'in', context))).toEqual([
    '{destination_workload_namespace="default",destination_workload="productpage-v1"}',
  ])
})

test('a name with a quote in it stays inside its string', () => {
  const odd: NodeIdentity = { kind: 'workload', ...place, name: 'a"} or vector(1) #' }
  expect(written(callsOfNode(odd, 'in', context))).toEqual([
    '{destination_workload_namespace="default",destination_workload="a\\"} or vector(1) #"}',
  ])
})
