import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import { pod, podOf, service, virtualService, worldOf } from '../fixtures'
import { waypointGateway, waypointPod, ztunnelPod } from '../fixtures-gateway-api'
import { toReviews } from '../resolve/calls-in-words'
import { resolveCall } from '../resolve/resolve-call'
import type { MetricLabels } from './peer-labels'
import { reportsOf } from './reports'

/**
 * Istio's labels row by row, once with all that a reporter can know and once without: pods that have
 * no labels of their own, and no word from the other end.
 */

const bookinfo: KubernetesObject[] = [
  pod('productpage-v1', { labels: { app: 'productpage', version: 'v1' }, serviceAccount: 'pages' }),
  pod('reviews-v1', { labels: { app: 'reviews', version: 'v1' }, serviceAccount: 'reviews' }),
  pod('calm-v1', { labels: { app: 'calm', version: 'v1' }, ambient: true, serviceAccount: 'calm' }),
  pod('probe-v1', {
    labels: { app: 'probe', version: 'v1' },
    ambient: true,
    serviceAccount: 'probe',
  }),
  service('calm'),
  ztunnelPod(),
]

/** Labels of which Istio makes nothing. */
const role = { role: 'bare' }

/** A pod with a Service, and without a label that Istio would name it by. */
const bare = (made: KubernetesObject): KubernetesObject[] => [
  made,
  { ...service('bare'), spec: { selector: role, ports: [{ name: 'http', port: 9080 }] } },
]

const noRoute = virtualService({
  hosts: ['reviews'],
  http: [{ match: [{ uri: { exact: '/no' } }], route: [{ destination: { host: 'reviews' } }] }],
})

const waypoint = [
  service('calm', { labels: { 'istio.io/use-waypoint': 'waypoint' } }),
  waypointGateway(),
  waypointPod(),
]

type Situation = { client: string; host: string; objects?: KubernetesObject[]; proxy: string }

function labelsOf(
  { client, host, objects = [], proxy }: Situation,
  reporter: string,
): MetricLabels {
  const world = worldOf(...bookinfo, ...objects)
  const from = podOf(world, client)
  const outcomes = resolveCall(world, from, { ...toReviews, host })
  const reports = outcomes.flatMap((fate) =>
    reportsOf(world, {
      client: from,
      hostHeader: `${host}:9080`,
      fate,
      code: fate.kind === 'failed' ? fate.code : '200',
      grpcStatus: '',
      protocol: fate.protocol,
    }),
  )
  const found = reports.find(
    (one) => one.labels.reporter === reporter && one.proxy.workload === proxy,
  )
  if (!found) throw new Error(`${proxy} reports nothing as ${reporter}`)
  return found.labels
}

const absent = undefined

type Rows = Record<string, [known: string | undefined, missing: string | undefined]>

const sidecarSource: Rows = {
  source_workload: ['productpage-v1', 'batch'],
  source_workload_namespace: ['default', 'default'],
  source_principal: ['spiffe://cluster.local/ns/default/sa/pages', 'unknown'],
  source_app: ['productpage', ''],
  source_version: ['v1', ''],
  source_canonical_service: ['productpage', 'batch'],
  source_canonical_revision: ['v1', 'latest'],
  source_cluster: ['Kubernetes', 'Kubernetes'],
  destination_workload: ['reviews-v1', 'unknown'],
  destination_workload_namespace: ['default', 'unknown'],
  destination_principal: ['spiffe://cluster.local/ns/default/sa/reviews', 'unknown'],
  destination_app: ['reviews', 'unknown'],
  destination_version: ['v1', 'unknown'],
  destination_canonical_service: ['reviews', 'unknown'],
  destination_canonical_revision: ['v1', 'latest'],
  destination_service: ['reviews.default.svc.cluster.local', 'reviews:9080'],
  destination_service_name: ['reviews', 'reviews:9080'],
  destination_service_namespace: ['default', 'unknown'],
  destination_cluster: ['Kubernetes', 'unknown'],
  request_protocol: ['http', 'http'],
  response_code: ['200', '404'],
  grpc_response_status: ['', ''],
  response_flags: ['-', 'NR'],
  connection_security_policy: ['unknown', 'unknown'],
}

const sidecarDestination: Rows = {
  source_workload: ['productpage-v1', 'unknown'],
  source_workload_namespace: ['default', 'unknown'],
  source_principal: ['spiffe://cluster.local/ns/default/sa/pages', 'unknown'],
  source_app: ['productpage', 'unknown'],
  source_version: ['v1', 'unknown'],
  source_canonical_service: ['productpage', 'unknown'],
  source_canonical_revision: ['v1', 'latest'],
  source_cluster: ['Kubernetes', 'unknown'],
  destination_workload: ['reviews-v1', 'plain'],
  destination_workload_namespace: ['default', 'default'],
  destination_principal: ['spiffe://cluster.local/ns/default/sa/reviews', 'unknown'],
  destination_app: ['reviews', ''],
  destination_version: ['v1', ''],
  destination_canonical_service: ['reviews', 'plain'],
  destination_canonical_revision: ['v1', 'latest'],
  destination_service: ['reviews.default.svc.cluster.local', 'bare.default.svc.cluster.local'],
  destination_service_name: ['reviews', 'bare'],
  destination_service_namespace: ['default', 'default'],
  destination_cluster: ['Kubernetes', 'Kubernetes'],
  request_protocol: ['http', 'http'],
  response_code: ['200', '200'],
  grpc_response_status: ['', ''],
  response_flags: ['-', '-'],
  connection_security_policy: ['mutual_tls', 'none'],
}

const atWaypoint: Rows = {
  source_workload: ['probe-v1', 'quiet'],
  source_workload_namespace: ['default', 'default'],
  source_principal: [
    'spiffe://cluster.local/ns/default/sa/probe',
    'spiffe://cluster.local/ns/default/sa/default',
  ],
  source_app: ['probe', 'unknown'],
  source_version: ['v1', 'unknown'],
  source_canonical_service: ['probe', 'quiet'],
  source_canonical_revision: ['v1', 'latest'],
  source_cluster: ['Kubernetes', 'Kubernetes'],
  destination_workload: ['calm-v1', 'unknown'],
  destination_workload_namespace: ['default', 'unknown'],
  destination_principal: ['spiffe://cluster.local/ns/default/sa/calm', 'unknown'],
  destination_app: ['calm', 'unknown'],
  destination_version: ['v1', 'unknown'],
  destination_canonical_service: ['calm', 'unknown'],
  destination_canonical_revision: ['v1', 'unknown'],
  destination_service: ['calm.default.svc.cluster.local', 'calm.default.svc.cluster.local'],
  destination_service_name: ['calm', 'calm'],
  destination_service_namespace: ['default', 'default'],
  destination_cluster: ['Kubernetes', 'unknown'],
  request_protocol: ['http', 'http'],
  response_code: ['200', '503'],
  grpc_response_status: ['', ''],
  response_flags: ['-', 'UH'],
  connection_security_policy: ['mutual_tls', 'mutual_tls'],
}

const ztunnelSource: Rows = {
  source_workload: ['probe-v1', 'quiet'],
  source_principal: ['spiffe://cluster.local/ns/default/sa/probe', 'unknown'],
  source_app: ['probe', 'quiet'],
  source_version: ['v1', 'latest'],
  source_region: ['unknown', 'unknown'],
  source_zone: ['unknown', 'unknown'],
  destination_workload: ['calm-v1', 'unknown'],
  destination_workload_namespace: ['default', 'unknown'],
  destination_principal: ['spiffe://cluster.local/ns/default/sa/calm', 'unknown'],
  destination_app: ['calm', 'unknown'],
  destination_version: ['v1', 'unknown'],
  destination_canonical_service: ['calm', 'unknown'],
  destination_canonical_revision: ['v1', 'unknown'],
  destination_service: ['calm.default.svc.cluster.local', 'unknown'],
  destination_service_name: ['calm', 'unknown'],
  destination_service_namespace: ['default', 'unknown'],
  destination_cluster: ['Kubernetes', 'unknown'],
  request_protocol: ['tcp', 'tcp'],
  response_code: [absent, absent],
  grpc_response_status: [absent, absent],
  response_flags: ['-', '-'],
  connection_security_policy: ['mutual_tls', 'unknown'],
}

const ztunnelDestination: Rows = {
  // By address it knows a client without a proxy as well; only the identity takes a handshake.
  source_workload: ['probe-v1', 'legacy'],
  source_principal: ['spiffe://cluster.local/ns/default/sa/probe', 'unknown'],
  source_app: ['probe', 'legacy'],
  source_version: ['v1', 'latest'],
  destination_workload: ['calm-v1', 'quiet'],
  destination_principal: ['spiffe://cluster.local/ns/default/sa/calm', 'unknown'],
  destination_app: ['calm', 'quiet'],
  destination_version: ['v1', 'latest'],
  destination_service_name: ['calm', 'bare'],
  request_protocol: ['tcp', 'tcp'],
  response_code: [absent, absent],
  response_flags: ['-', '-'],
  connection_security_policy: ['mutual_tls', 'unknown'],
}

const quiet = pod('quiet', { ambient: true, labels: role })
const legacy = pod('legacy', { proxy: false })
const unready = pod('calm-v1', { labels: { app: 'calm' }, ambient: true, ready: false })

const tables: [string, string, Rows, Situation, Situation][] = [
  [
    'a sidecar at the source',
    'source',
    sidecarSource,
    { client: 'productpage-v1', host: 'reviews', proxy: 'productpage-v1' },
    { client: 'batch', host: 'reviews', objects: [pod('batch'), noRoute], proxy: 'batch' },
  ],
  [
    'a sidecar at the destination',
    'destination',
    sidecarDestination,
    { client: 'productpage-v1', host: 'reviews', proxy: 'reviews-v1' },
    {
      client: 'legacy',
      host: 'bare',
      objects: [legacy, ...bare(pod('plain', { labels: role }))],
      proxy: 'plain',
    },
  ],
  [
    'a waypoint',
    'waypoint',
    atWaypoint,
    { client: 'probe-v1', host: 'calm', objects: waypoint, proxy: 'waypoint' },
    { client: 'quiet', host: 'calm', objects: [...waypoint, unready, quiet], proxy: 'waypoint' },
  ],
  [
    'a ztunnel at the source',
    'source',
    ztunnelSource,
    { client: 'probe-v1', host: 'calm', proxy: 'ztunnel' },
    { client: 'quiet', host: 'api.example.com', objects: [quiet], proxy: 'ztunnel' },
  ],
  [
    'a ztunnel at the destination',
    'destination',
    ztunnelDestination,
    { client: 'probe-v1', host: 'calm', proxy: 'ztunnel' },
    { client: 'legacy', host: 'bare', objects: [legacy, ...bare(quiet)], proxy: 'ztunnel' },
  ],
]

describe.each(tables)('%s', (_, reporter, rows, known, missing) => {
  const [full, bareOf] = [() => labelsOf(known, reporter), () => labelsOf(missing, reporter)]

  test.each(Object.entries(rows))('%s', (label, expected) => {
    expect([full()[label], bareOf()[label]]).toEqual(expected)
  })
})
