import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import {
  gatewayPod,
  istioGateway,
  peerAuthentication,
  pod,
  podOf,
  reviewsSubsets,
  service,
  virtualService,
  worldOf,
} from '../fixtures'
import type { HttpRequest } from '../resolve/http-match'
import { resolveCall } from '../resolve/resolve-call'
import type { Ended } from './ended'
import { destinationReport, sourceReport } from './envoy-reports'

type Case = {
  objects?: KubernetesObject[]
  client?: string
  host?: string
  port?: number
  code?: string
}

/** The first way in which a call ends. */
function ended({ objects = [], client = 'productpage-v1', code = '200', ...to }: Case = {}): Ended {
  const world = worldOf(...objects)
  const from = podOf(world, client)
  const { host = 'reviews', port = 9080 } = to
  const request: HttpRequest = { host, port, path: '/', method: 'GET', headers: {} }
  const [outcome] = resolveCall(world, from, request)
  if (!outcome) throw new Error('no outcome')
  const { probability: _, ...fate } = outcome
  return {
    client: from,
    hostHeader: port === 80 ? host : `${host}:${port}`,
    fate,
    code: fate.kind === 'failed' ? fate.code : code,
    grpcStatus: '',
    protocol: 'http',
  }
}

const productpage = 'spiffe://cluster.local/ns/default/sa/bookinfo-productpage'
const reviews = 'spiffe://cluster.local/ns/default/sa/bookinfo-reviews'
const permissive = peerAuthentication({ mtls: { mode: 'PERMISSIVE' } })
const plaintext = peerAuthentication({ mtls: { mode: 'DISABLE' } })
const legacy = pod('legacy', { proxy: false })

const unknownSource = {
  source_workload: 'unknown',
  source_workload_namespace: 'unknown',
  source_principal: 'unknown',
  source_app: 'unknown',
  source_version: 'unknown',
  source_canonical_service: 'unknown',
  source_canonical_revision: 'latest',
  source_cluster: 'unknown',
}

const unknownDestination = {
  destination_workload: 'unknown',
  destination_workload_namespace: 'unknown',
  destination_principal: 'unknown',
  destination_app: 'unknown',
  destination_version: 'unknown',
  destination_canonical_service: 'unknown',
  destination_canonical_revision: 'latest',
  destination_cluster: 'unknown',
}

const common = {
  source_workload: 'productpage-v1',
  source_workload_namespace: 'default',
  source_principal: productpage,
  source_app: 'productpage',
  source_version: 'v1',
  source_canonical_service: 'productpage',
  source_canonical_revision: 'v1',
  source_cluster: 'Kubernetes',
  destination_workload: 'reviews-v1',
  destination_workload_namespace: 'default',
  destination_principal: reviews,
  destination_app: 'reviews',
  destination_version: 'v1',
  destination_canonical_service: 'reviews',
  destination_canonical_revision: 'v1',
  destination_cluster: 'Kubernetes',
  destination_service: 'reviews.default.svc.cluster.local',
  destination_service_name: 'reviews',
  destination_service_namespace: 'default',
  request_protocol: 'http',
  response_code: '200',
  grpc_response_status: '',
  response_flags: '-',
}

describe('a call between two sidecars', () => {
  test('the source reports everything but the security', () => {
    expect(sourceReport(ended())).toEqual({
      ...common,
      reporter: 'source',
      connection_security_policy: 'unknown',
    })
  })

  test('the destination reports the same and the security', () => {
    expect(destinationReport(ended())).toEqual({
      ...common,
      reporter: 'destination',
      connection_security_policy: 'mutual_tls',
    })
  })

  test('an application’s error has its code and no flag at either end', () => {
    const failing = { response_code: '503', response_flags: '-' }
    expect(sourceReport(ended({ code: '503' }))).toMatchObject(failing)
    expect(destinationReport(ended({ code: '503' }))).toMatchObject(failing)
  })

  test('in plaintext both know the workloads but no principal', () => {
    const call = ended({ objects: [plaintext] })
    const known = {
      source_workload: 'productpage-v1',
      source_principal: 'unknown',
      destination_workload: 'reviews-v1',
      destination_principal: 'unknown',
    }
    expect(sourceReport(call)).toMatchObject({ ...known, connection_security_policy: 'unknown' })
    expect(destinationReport(call)).toMatchObject({ ...known, connection_security_policy: 'none' })
  })
})

describe('labels that come from a pod', () => {
  const plain = pod('batch', { labels: {} })
  const recommended = pod('ledger-v3', {
    labels: { 'app.kubernetes.io/name': 'ledger', 'app.kubernetes.io/version': 'v3' },
  })

  test('a proxy’s own app and version are empty without the plain labels', () => {
    expect(sourceReport(ended({ objects: [plain], client: 'batch' }))).toMatchObject({
      source_app: '',
      source_version: '',
      source_canonical_service: 'batch',
      source_canonical_revision: 'latest',
    })
  })

  test('the other end calls them unknown', () => {
    expect(destinationReport(ended({ objects: [plain], client: 'batch' }))).toMatchObject({
      source_app: 'unknown',
      source_version: 'unknown',
      source_canonical_service: 'batch',
      source_canonical_revision: 'latest',
    })
  })

  test('the recommended labels are read by the other end only', () => {
    const call = ended({ objects: [recommended], client: 'ledger-v3' })
    expect(sourceReport(call)).toMatchObject({ source_app: '', source_canonical_revision: 'v3' })
    expect(destinationReport(call)).toMatchObject({ source_app: 'ledger', source_version: 'v3' })
  })
})

describe('when one end has no proxy', () => {
  test('a client without one appears at the destination only, unknown and in plaintext', () => {
    const call = ended({ objects: [legacy, permissive], client: 'legacy' })
    expect(sourceReport(call)).toBeNull()
    expect(destinationReport(call)).toEqual({
      ...common,
      ...unknownSource,
      destination_principal: 'unknown',
      reporter: 'destination',
      connection_security_policy: 'none',
    })
  })

  test('a client without one that is refused leaves nothing anywhere', () => {
    const strict = peerAuthentication({ mtls: { mode: 'STRICT' } })
    const call = ended({ objects: [legacy, strict], client: 'legacy' })
    expect([sourceReport(call), destinationReport(call)]).toEqual([null, null])
  })

  test('a server without one is known by what istiod knows of its endpoint', () => {
    const bare = pod('bare-v2', { labels: { app: 'bare', version: 'v2' }, proxy: false })
    const call = ended({ objects: [bare, service('bare')], host: 'bare' })
    expect(destinationReport(call)).toBeNull()
    expect(sourceReport(call)).toMatchObject({
      source_principal: 'unknown',
      destination_workload: 'bare-v2',
      destination_workload_namespace: 'default',
      destination_principal: 'unknown',
      destination_app: 'unknown',
      destination_version: 'unknown',
      destination_canonical_service: 'bare',
      destination_canonical_revision: 'v2',
      destination_cluster: 'Kubernetes',
    })
  })
})

describe('when no pod was chosen', () => {
  const nowhere = virtualService({
    hosts: ['reviews'],
    http: [{ match: [{ uri: { exact: '/no' } }], route: [{ destination: { host: 'reviews' } }] }],
  })
  const toSubset = (subset: string) =>
    virtualService({
      hosts: ['reviews'],
      http: [{ route: [{ destination: { host: 'reviews', subset } }] }],
    })
  const byHostHeader = {
    destination_service: 'reviews:9080',
    destination_service_name: 'reviews:9080',
    destination_service_namespace: 'unknown',
  }

  test.each([
    ['no route', [nowhere], { ...byHostHeader, response_code: '404', response_flags: 'NR' }],
    [
      'no such subset',
      [toSubset('v1')],
      { ...byHostHeader, response_code: '503', response_flags: 'NC' },
    ],
    [
      'no ready pod',
      [reviewsSubsets, toSubset('v3')],
      {
        destination_service: 'reviews.default.svc.cluster.local',
        destination_service_name: 'reviews',
        destination_service_namespace: 'default',
        response_code: '503',
        response_flags: 'UH',
      },
    ],
  ])('%s', (_, objects, expected) => {
    const call = ended({ objects })
    expect(destinationReport(call)).toBeNull()
    expect(sourceReport(call)).toMatchObject({
      source_workload: 'productpage-v1',
      source_principal: 'unknown',
      ...unknownDestination,
      ...expected,
    })
  })

  test('a host beyond the mesh goes through PassthroughCluster under its own name', () => {
    expect(sourceReport(ended({ host: 'api.example.com', port: 80 }))).toMatchObject({
      ...unknownDestination,
      destination_service: 'api.example.com',
      destination_service_name: 'PassthroughCluster',
      destination_service_namespace: 'unknown',
    })
  })
})

describe('an ingress gateway', () => {
  const ingress = [gatewayPod(), istioGateway(['*'], { name: 'public' })]
  const outside = { client: 'istio-ingressgateway', host: 'shop.example.com', port: 8080 }

  test('reports as source, under its workload', () => {
    const route = virtualService({
      hosts: ['*'],
      gateways: ['public'],
      http: [{ route: [{ destination: { host: 'productpage' } }] }],
    })
    const call = ended({ objects: [...ingress, route], ...outside })
    expect(sourceReport(call)).toMatchObject({
      reporter: 'source',
      source_workload: 'istio-ingressgateway',
      source_workload_namespace: 'istio-system',
      destination_workload: 'productpage-v1',
      destination_service: 'productpage.default.svc.cluster.local',
    })
    expect(destinationReport(call)).toMatchObject({
      reporter: 'destination',
      source_workload: 'istio-ingressgateway',
      connection_security_policy: 'mutual_tls',
    })
  })

  test('does not repeat a Host header that it has no route for', () => {
    expect(sourceReport(ended({ objects: ingress, ...outside }))).toMatchObject({
      destination_service: 'unknown',
      destination_service_name: 'unknown',
      response_code: '404',
      response_flags: 'NR',
    })
  })
})
