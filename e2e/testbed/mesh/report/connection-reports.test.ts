import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import {
  destinationRule,
  meshConfig,
  peerAuthentication,
  pod,
  podOf,
  service,
  serviceEntry,
  sidecar,
  worldOf,
} from '../fixtures'
import type { HttpRequest } from '../resolve/http-match'
import { resolveCall } from '../resolve/resolve-call'
import type { Ended } from './ended'
import { destinationReport, sourceReport } from './envoy-reports'
import { reportsOf } from './reports'

type Case = Partial<HttpRequest> & { objects?: KubernetesObject[]; client?: string }

/** The first way in which a call ends. */
function ended(
  { objects = [], client = 'productpage-v1', ...request }: Case = {},
  more: Partial<Ended> = {},
): Ended {
  const world = worldOf(...objects)
  const from = podOf(world, client)
  const call = { host: 'reviews', port: 9080, path: '/', method: 'GET', headers: {}, ...request }
  const [fate] = resolveCall(world, from, call)
  if (!fate) throw new Error('no outcome')
  const code = fate.kind === 'failed' ? fate.code : '200'
  const hostHeader = `${call.host}:${call.port}`
  return { client: from, hostHeader, fate, code, grpcStatus: '', protocol: fate.protocol, ...more }
}

const opaque = service('reviews', { ports: [{ name: 'tcp', port: 9080 }] })
const off = peerAuthentication({ mtls: { mode: 'DISABLE' } })
const bytes = { protocol: 'tcp' } as const

describe('a plain connection', () => {
  const encrypted = ended({ objects: [opaque], ...bytes })

  test('has the labels of both ends and of how it is secured, and none of a response', () => {
    const [source, destination] = [sourceReport(encrypted), destinationReport(encrypted)]
    expect(source).not.toHaveProperty('response_code')
    expect(source).not.toHaveProperty('grpc_response_status')
    expect(source).toMatchObject({
      request_protocol: 'tcp',
      response_flags: '-',
      source_workload: 'productpage-v1',
      destination_workload: 'reviews-v1',
      destination_app: 'reviews',
      connection_security_policy: 'unknown',
    })
    expect(destination).toMatchObject({
      source_workload: 'productpage-v1',
      source_app: 'productpage',
      connection_security_policy: 'mutual_tls',
    })
  })

  test('is counted as a connection by both', () => {
    const reports = reportsOf(worldOf(), encrypted)
    expect(reports.map(({ metrics }) => metrics)).toEqual(['connections', 'connections'])
  })

  test('in plaintext tells no names: the source knows the endpoint, the destination nobody', () => {
    const plain = ended({ objects: [opaque, off], ...bytes })
    expect(sourceReport(plain)).toMatchObject({
      destination_workload: 'reviews-v1',
      destination_app: 'unknown',
    })
    expect(destinationReport(plain)).toMatchObject({
      source_workload: 'unknown',
      source_canonical_revision: 'latest',
      connection_security_policy: 'none',
    })
  })

  test('that never came about has the flags of that at the source, and no destination', () => {
    const mutual = destinationRule({
      host: 'reviews',
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    })
    const broken = ended({ objects: [opaque, off, mutual], ...bytes })
    expect(sourceReport(broken)).toMatchObject({
      response_flags: 'UF,URX',
      destination_workload: 'reviews-v1',
    })
    expect(destinationReport(broken)).toBeNull()
  })

  test('to a host beyond the mesh has no name to give', () => {
    expect(sourceReport(ended({ host: 'db.example.com', port: 5432, ...bytes }))).toMatchObject({
      destination_service: 'unknown',
      destination_service_name: 'PassthroughCluster',
      destination_service_namespace: 'unknown',
    })
  })
})

describe('gRPC', () => {
  test('has its status beside the code of HTTP', () => {
    const call = ended({ protocol: 'grpc' }, { grpcStatus: '14' })
    const labels = { request_protocol: 'grpc', response_code: '200', grpc_response_status: '14' }
    expect(sourceReport(call)).toMatchObject(labels)
    expect(destinationReport(call)).toMatchObject(labels)
  })
})

describe('an end that both sides see differently', () => {
  test('a timeout is 504 UT at the source and a client that went away at the destination', () => {
    const late = ended(
      {},
      { code: '504', flags: 'UT', atServer: { code: '0', flags: 'DC', grpcStatus: '' } },
    )
    expect(sourceReport(late)).toMatchObject({ response_code: '504', response_flags: 'UT' })
    expect(destinationReport(late)).toMatchObject({ response_code: '0', response_flags: 'DC' })
  })

  test('flags of the client’s side are not the server’s', () => {
    const delayed = ended({}, { flags: 'DI' })
    expect(sourceReport(delayed)).toMatchObject({ response_flags: 'DI' })
    expect(destinationReport(delayed)).toMatchObject({ response_flags: '-' })
  })

  test('a copy is reported where it arrives, and by nobody before', () => {
    const copy = ended({}, { isMirrored: true })
    expect(sourceReport(copy)).toBeNull()
    expect(destinationReport(copy)).toMatchObject({ reporter: 'destination' })
  })
})

describe('beyond the mesh', () => {
  const api = serviceEntry({
    hosts: ['api.example.com'],
    ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
  })

  test('a ServiceEntry gives the service its name and namespace, and no workload', () => {
    expect(
      sourceReport(ended({ objects: [api], host: 'api.example.com', port: 80 })),
    ).toMatchObject({
      destination_service: 'api.example.com',
      destination_service_name: 'api.example.com',
      destination_service_namespace: 'default',
      destination_workload: 'unknown',
      destination_canonical_revision: 'latest',
      destination_principal: 'unknown',
    })
  })

  test('what is held back is BlackHoleCluster’s, under the name that was asked for', () => {
    const registryOnly = meshConfig('outboundTrafficPolicy: { mode: REGISTRY_ONLY }')
    expect(
      sourceReport(ended({ objects: [registryOnly], host: 'api.example.com', port: 80 })),
    ).toMatchObject({
      destination_service: 'api.example.com:80',
      destination_service_name: 'BlackHoleCluster',
      response_code: '502',
      response_flags: '-',
    })
  })

  test('a service that the client has not heard of is a foreign host to it, and it to the service', () => {
    const blind = sidecar({ egress: [{ hosts: ['istio-system/*'] }] })
    const call = ended({ objects: [blind] })
    expect(sourceReport(call)).toMatchObject({
      destination_service: 'reviews:9080',
      destination_service_name: 'PassthroughCluster',
      destination_workload: 'unknown',
    })
    expect(destinationReport(call)).toMatchObject({
      source_workload: 'unknown',
      destination_service_name: 'reviews',
      connection_security_policy: 'none',
    })
  })
})

describe('past a sidecar', () => {
  const annotated = (side: string) => ({
    [`traffic.sidecar.istio.io/exclude${side}boundPorts`]: '9080',
  })

  test('a client’s excluded port is reported by the destination only, from nobody', () => {
    const leaving = pod('leaving', { annotations: annotated('Out') })
    const call = ended({ objects: [leaving], client: 'leaving' })
    expect(sourceReport(call)).toBeNull()
    expect(destinationReport(call)).toMatchObject({
      source_workload: 'unknown',
      connection_security_policy: 'none',
    })
  })

  test('a server’s excluded port is reported by the source only, by its endpoint', () => {
    const open = pod('open', { labels: { app: 'open' }, annotations: annotated('In') })
    const call = ended({ objects: [open, service('open'), off], host: 'open' })
    expect(sourceReport(call)).toMatchObject({
      destination_workload: 'open',
      destination_app: 'unknown',
    })
    expect(destinationReport(call)).toBeNull()
  })
})

test('pods of another cluster say so, and both ends know', () => {
  const west = { 'topology.istio.io/cluster': 'west' }
  const far = pod('far', { labels: { app: 'far', ...west } })
  const call = ended({ objects: [far, service('far')], host: 'far' })
  const labels = { source_cluster: 'Kubernetes', destination_cluster: 'west' }
  expect(sourceReport(call)).toMatchObject(labels)
  expect(destinationReport(call)).toMatchObject(labels)
})
