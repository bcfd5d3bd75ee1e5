import { describe, expect, test } from 'vitest'
import { snapshotter } from '../mesh/export/snapshot'
import { newSimulation } from '../mesh/simulation/simulation'
import { worldFromManifests } from '../mesh/world-from-manifests'
import { loadScenario, parseManifests, parseTraffic } from './load'

const startAt = Date.UTC(2026, 10, 1)

/** `source → destination code security`, each once. */
function edges(name: string): string[] {
  const { manifests, traffic } = loadScenario(name)
  const world = worldFromManifests(manifests)
  const simulation = newSimulation({ world, traffic, seed: 1, startAt })
  // In steps: what stays open a while shows at its end.
  for (let step = 1; step <= 6; step++) simulation.advanceTo(startAt + step * 600_000)
  return simulation.ledger
    .rows()
    .map(
      ({ source, destination, code, security }) =>
        `${source.workload} → ${destination?.workload} ${code} ${security}`,
    )
    .sort()
}

describe('scenarios', () => {
  const harbour = edges('harbour')

  test('bookinfo has the calls of the article, encrypted, and a few errors', () => {
    expect(edges('bookinfo')).toEqual([
      'istio-ingressgateway → productpage-v1 200 mutual_tls',
      'istio-ingressgateway → productpage-v1 500 mutual_tls',
      'productpage-v1 → details-v1 200 mutual_tls',
      'productpage-v1 → reviews-v1 200 mutual_tls',
      'productpage-v1 → reviews-v2 200 mutual_tls',
      'productpage-v1 → reviews-v2 503 mutual_tls',
      'reviews-v2 → ratings-v1 200 mutual_tls',
    ])
  })

  test('bookinfo carries the two manifests of the article', () => {
    const { manifests } = loadScenario('bookinfo')
    const find = (kind: string, name: string) =>
      manifests.find((object) => object.kind === kind && object.metadata.name === name)
    expect(find('VirtualService', 'reviews')).toEqual({
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      metadata: { name: 'reviews', namespace: 'default' },
      spec: {
        hosts: ['reviews'],
        http: [
          {
            route: [
              { destination: { host: 'reviews', subset: 'v1' }, weight: 80 },
              { destination: { host: 'reviews', subset: 'v2' }, weight: 20 },
            ],
          },
        ],
      },
    })
    expect(find('PeerAuthentication', 'default')).toEqual({
      apiVersion: 'security.istio.io/v1beta1',
      kind: 'PeerAuthentication',
      metadata: { name: 'default', namespace: 'default' },
      spec: { mtls: { mode: 'STRICT' } },
    })
  })

  test('clusters has callees in a cluster of the caller and in another', () => {
    const { manifests, traffic } = loadScenario('clusters')
    const world = worldFromManifests(manifests)
    const simulation = newSimulation({ world, traffic, seed: 1, startAt })
    simulation.advanceTo(startAt + 60_000)
    const pairs = [...snapshotter(simulation)()]
      .filter(({ name }) => name === 'istio_requests_total')
      .map(({ labels }) => `${labels.source_cluster} → ${labels.destination_cluster}`)
    expect(new Set(pairs)).toEqual(new Set(['east → east', 'east → west']))
  })

  test('legacy has a client without a proxy and a workload that nobody calls', () => {
    expect(edges('legacy')).toEqual(['nightly-export → invoices-v1 200 plaintext'])
    const { pods } = worldFromManifests(loadScenario('legacy').manifests)
    expect([...pods.values()].map(({ workload, proxy }) => [workload, proxy])).toEqual([
      ['archive-v1', 'sidecar'],
      ['invoices-v1', 'sidecar'],
      ['nightly-export', null],
    ])
  })

  test.each([
    ['splits by weight', 'web-v1 → catalog-v2 200 mutual_tls'],
    ['sends testers to a version of their own', 'web-v1 → cart-v3 200 mutual_tls'],
    ['has a service that fails', 'catalog-v1 → pricing-v1 500 mutual_tls'],
    ['lets clients without a proxy in', 'nightly-export → invoices-v1 200 plaintext'],
    ['keeps them out of STRICT', 'kiosk → catalog-v1 0 none'],
    ['has a server without a proxy', 'pricing-v1 → fraud-v1 200 plaintext'],
    ['leaves the mesh', 'pricing-v1 → undefined 200 plaintext'],
    ['leaves it encrypted by itself', 'payments-v1 → undefined  app_tls'],
    ['splits connections', 'orders-v1 → ledger-db-v16  mutual_tls'],
    ['speaks gRPC', 'checkout-v1 → orders-v2 200 mutual_tls'],
    ['holds WebSockets open', 'istio-ingressgateway → notices-v1 101 mutual_tls'],
    ['gives up waiting', 'shipping-v1 → customs-v1 504 mutual_tls'],
    ['answers for a version that a mirror feeds', 'web-v1 → search-v2 200 mutual_tls'],
    ['tunnels', 'pilots-v1 → berths-v2 200 hbone'],
  ])('harbour %s: %s', (_, edge) => {
    expect(harbour).toContain(edge)
  })

  test('harbour has about thirty services in six namespaces beside the control plane', () => {
    const { manifests } = loadScenario('harbour')
    const ofKind = (kind: string) => manifests.filter((object) => object.kind === kind)
    const apps = new Set(
      ofKind('Service').map(({ metadata }) => `${metadata.namespace}/${metadata.labels?.app}`),
    )
    expect(ofKind('Namespace')).toHaveLength(7)
    expect(apps.size).toBeGreaterThan(25)
    expect(apps.size).toBeLessThan(40)
  })

  test('a name that is not there says which are', () => {
    expect(() => loadScenario('bokinfo')).toThrow(
      'there is no scenario bokinfo; there are bookinfo, clusters, harbour, legacy',
    )
  })
})

describe('files that are wrong', () => {
  test.each([
    [
      'starts: [{ from: web, host: a, port: 80, requestsPerSecond: 1 }]',
      'starts.0.from: must be namespace/workload',
    ],
    ['workloads: { a/b: { errors: [{ code: 200, share: 0.1 }] } }', 'workloads.a/b.errors.0.code'],
    ['workloads: { a/b: { latency: 3 } }', 'workloads.a/b: Unrecognized key: "latency"'],
  ])('traffic %s names the file and the field', (text, message) => {
    expect(() => parseTraffic('shop/traffic.yaml', text)).toThrow(`shop/traffic.yaml: ${message}`)
  })

  test('a document that is no Kubernetes object names the file', () => {
    expect(() => parseManifests('shop/a.yaml', 'kind: Pod')).toThrow(
      'shop/a.yaml: a document lacks apiVersion, kind or metadata',
    )
  })

  test('YAML that does not parse names the file', () => {
    expect(() => parseManifests('shop/a.yaml', 'a: [')).toThrow('shop/a.yaml: ')
  })
})
