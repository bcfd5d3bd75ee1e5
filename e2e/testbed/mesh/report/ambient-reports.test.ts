import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import { peerAuthentication, pod, podOf, service, worldOf } from '../fixtures'
import { waypointGateway, waypointPod, ztunnelPod } from '../fixtures-gateway-api'
import { resolveCall } from '../resolve/resolve-call'
import type { Report } from './ended'
import { reportsOf } from './reports'

const calm = { labels: { app: 'calm', version: 'v2' }, ambient: true, serviceAccount: 'calm' }
const ambient: KubernetesObject[] = [
  ztunnelPod(),
  pod('calm-v2', calm),
  pod('probe', { labels: { app: 'probe' }, ambient: true, serviceAccount: 'probe' }),
]
const waypoint = [
  service('calm', { labels: { 'istio.io/use-waypoint': 'waypoint' } }),
  waypointGateway(),
  waypointPod(),
]
const strict = peerAuthentication({ mtls: { mode: 'STRICT' } })

type Case = { objects?: KubernetesObject[]; client?: string; host?: string; port?: number }

/** What all proxies say of the first way in which a call ends. */
function reported({ objects = [], client = 'probe', host = 'calm', port = 9080 }: Case): Report[] {
  const world = worldOf(...ambient, service('calm'), ...objects)
  const from = podOf(world, client)
  const request = { host, port, path: '/', method: 'GET', headers: {} }
  const [outcome] = resolveCall(world, from, request)
  if (!outcome) throw new Error('no outcome')
  return reportsOf(world, {
    client: from,
    hostHeader: `${host}:${port}`,
    fate: outcome,
    code: outcome.kind === 'failed' ? outcome.code : '200',
    grpcStatus: '',
    protocol: outcome.protocol,
  })
}

const inShort = ({ proxy, metrics, labels, closedFlags }: Report) =>
  [
    proxy.workload,
    metrics,
    labels.reporter,
    labels.source_workload,
    '→',
    labels.destination_workload,
    closedFlags,
  ].join(' ')

const probeToCalm = {
  source_workload: 'probe',
  source_workload_namespace: 'default',
  source_principal: 'spiffe://cluster.local/ns/default/sa/probe',
  source_app: 'probe',
  source_version: 'latest',
  source_canonical_service: 'probe',
  source_canonical_revision: 'latest',
  source_cluster: 'Kubernetes',
  source_region: 'unknown',
  source_zone: 'unknown',
  destination_workload: 'calm-v2',
  destination_workload_namespace: 'default',
  destination_principal: 'spiffe://cluster.local/ns/default/sa/calm',
  destination_app: 'calm',
  destination_version: 'v2',
  destination_canonical_service: 'calm',
  destination_canonical_revision: 'v2',
  destination_cluster: 'Kubernetes',
  destination_region: 'unknown',
  destination_zone: 'unknown',
  destination_service: 'calm.default.svc.cluster.local',
  destination_service_name: 'calm',
  destination_service_namespace: 'default',
  request_protocol: 'tcp',
  response_flags: '-',
  connection_security_policy: 'mutual_tls',
}

describe('a call between two ambient workloads', () => {
  test('the ztunnels of both ends say the same, of a connection and not of requests', () => {
    const reports = reported({})
    expect(reports.map(({ metrics }) => metrics)).toEqual(['connections', 'connections'])
    expect(reports.map(({ labels }) => labels)).toEqual([
      { ...probeToCalm, reporter: 'source' },
      { ...probeToCalm, reporter: 'destination' },
    ])
  })

  test('nobody says anything where the mesh has no ztunnel', () => {
    const world = worldOf(pod('calm-v2', calm), pod('probe', { ambient: true }), service('calm'))
    const client = podOf(world, 'probe')
    const [fate] = resolveCall(world, client, {
      host: 'calm',
      port: 9080,
      path: '/',
      method: 'GET',
      headers: {},
    })
    if (!fate) throw new Error('no outcome')
    const ended = {
      client,
      hostHeader: 'calm',
      fate,
      code: '200',
      grpcStatus: '',
      protocol: fate.protocol,
    }
    expect(reportsOf(world, ended)).toEqual([])
  })
})

describe('through a waypoint', () => {
  test('the request is the waypoint’s to tell, the connections are the ztunnels’', () => {
    expect(reported({ objects: waypoint }).map(inShort)).toEqual([
      'waypoint requests waypoint probe → calm-v2 -',
      'ztunnel connections source probe → waypoint -',
      'ztunnel connections destination waypoint → calm-v2 -',
    ])
  })

  test('the waypoint knows both ends and that they were encrypted', () => {
    const [first] = reported({ objects: waypoint })
    expect(first?.labels).toEqual({
      reporter: 'waypoint',
      source_workload: 'probe',
      source_workload_namespace: 'default',
      source_principal: 'spiffe://cluster.local/ns/default/sa/probe',
      source_app: 'probe',
      source_version: 'unknown',
      source_canonical_service: 'probe',
      source_canonical_revision: 'latest',
      source_cluster: 'Kubernetes',
      destination_workload: 'calm-v2',
      destination_workload_namespace: 'default',
      destination_principal: 'spiffe://cluster.local/ns/default/sa/calm',
      destination_app: 'calm',
      destination_version: 'v2',
      destination_canonical_service: 'calm',
      destination_canonical_revision: 'v2',
      destination_cluster: 'Kubernetes',
      destination_service: 'calm.default.svc.cluster.local',
      destination_service_name: 'calm',
      destination_service_namespace: 'default',
      request_protocol: 'http',
      response_code: '200',
      grpc_response_status: '',
      response_flags: '-',
      connection_security_policy: 'mutual_tls',
    })
  })

  test('the first leg is under the name of the service that was called', () => {
    const [, first] = reported({ objects: waypoint })
    expect(first?.labels).toMatchObject({
      destination_service: 'calm.default.svc.cluster.local',
      destination_canonical_service: 'waypoint',
      connection_security_policy: 'mutual_tls',
    })
  })

  test('a destination that it did not choose is wholly unknown, its revision too', () => {
    const unready = pod('calm-v2', { ...calm, ready: false })
    const [first, ...rest] = reported({ objects: [...waypoint, unready] })
    expect(first?.labels).toMatchObject({
      reporter: 'waypoint',
      destination_workload: 'unknown',
      destination_canonical_revision: 'unknown',
      destination_service_name: 'calm',
      response_code: '503',
      response_flags: 'UH',
    })
    expect(rest.map(inShort)).toEqual(['ztunnel connections source probe → waypoint -'])
  })

  test('a plain port is connections to it as well', () => {
    const plain = service('calm', {
      labels: { 'istio.io/use-waypoint': 'waypoint' },
      ports: [{ name: 'tcp-db', port: 9080 }],
    })
    const [first] = reported({ objects: [...waypoint, plain] })
    expect(first).toMatchObject({ metrics: 'connections', labels: { reporter: 'waypoint' } })
    expect(first?.labels).not.toHaveProperty('response_code')
  })
})

describe('when one end is not ambient', () => {
  test('a client without a proxy has a name at the ztunnel and no identity', () => {
    const [only, ...none] = reported({
      objects: [pod('legacy', { proxy: false })],
      client: 'legacy',
    })
    expect(none).toEqual([])
    expect(only?.labels).toMatchObject({
      reporter: 'destination',
      source_workload: 'legacy',
      source_principal: 'unknown',
      destination_principal: 'unknown',
      connection_security_policy: 'unknown',
    })
  })

  test('a client that strict policy turns away is denied there, and counts as failed', () => {
    const refused = reported({
      objects: [pod('legacy', { proxy: false }), strict],
      client: 'legacy',
    })
    expect(refused.map(inShort)).toEqual(['ztunnel connections destination legacy → calm-v2 DENY'])
    expect(refused[0]?.labels.response_flags).toBe('-')
  })

  test('a sidecar that is turned away says 503 UC beside the ztunnel’s DENY', () => {
    const [first, second] = reported({ objects: [strict], client: 'productpage-v1' })
    expect(first?.labels).toMatchObject({
      reporter: 'source',
      response_code: '503',
      response_flags: 'UC',
    })
    expect(second).toMatchObject({ closedFlags: 'DENY', labels: { reporter: 'destination' } })
  })

  test('a sidecar knows an ambient server by its endpoint only', () => {
    const [first] = reported({ client: 'productpage-v1' })
    expect(first?.labels).toMatchObject({
      reporter: 'source',
      destination_workload: 'calm-v2',
      destination_app: 'unknown',
      destination_version: 'unknown',
      destination_canonical_revision: 'v2',
    })
  })

  test('a plain sidecar does not know an ambient client, a tunnelling one does', () => {
    const names = (objects: KubernetesObject[]) =>
      reported({ objects, host: 'reviews' }).map(({ labels }) => [
        labels.reporter,
        labels.source_workload,
        labels.connection_security_policy,
      ])
    expect(names([])).toEqual([
      ['destination', 'unknown', 'none'],
      ['source', 'probe', 'unknown'],
    ])
    const tunnelling = pod('reviews-v0', {
      labels: { app: 'reviews', 'networking.istio.io/tunnel': 'http' },
    })
    const alone = ['reviews-v1', 'reviews-v2'].map((name) =>
      pod(name, { labels: { app: 'other' } }),
    )
    expect(names([tunnelling, ...alone])).toEqual([
      ['destination', 'probe', 'mutual_tls'],
      ['source', 'probe', 'mutual_tls'],
    ])
  })

  test('a host beyond the mesh is a connection to nobody', () => {
    const [only] = reported({ host: 'api.example.com', port: 443 })
    expect(only?.labels).toMatchObject({
      reporter: 'source',
      destination_workload: 'unknown',
      destination_canonical_revision: 'unknown',
      destination_service: 'unknown',
      connection_security_policy: 'unknown',
    })
  })
})
