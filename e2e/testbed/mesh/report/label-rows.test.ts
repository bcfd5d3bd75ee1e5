import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from '../../cluster/kubernetes-objects'
import { gatewayPod, istioGateway, pod, podOf, service, virtualService, worldOf } from '../fixtures'
import { waypointGateway, waypointPod, ztunnelPod } from '../fixtures-gateway-api'
import { toReviews } from '../resolve/calls-in-words'
import { resolveCall } from '../resolve/resolve-call'
import {
  atWaypoint,
  gatewayAtSource,
  type Rows,
  sidecarAtDestination,
  sidecarAtSource,
  ztunnelAtDestination,
  ztunnelAtSource,
} from './label-rows.fixtures'
import type { MetricLabels } from './peer-labels'
import { reportsOf } from './reports'

/**
 * Istio's labels row by row: with all that a reporter can know, and without. Pods may have no labels
 * of their own, and no word may come from the other end.
 */

const bookinfo: KubernetesObject[] = [
  pod('productpage-v1', { labels: { app: 'productpage', version: 'v1' }, serviceAccount: 'pages' }),
  pod('reviews-v1', { labels: { app: 'reviews', version: 'v1' }, serviceAccount: 'reviews' }),
  pod('reviews-v2', { labels: { app: 'retired' } }),
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

type Port = { name: string; port: number }

const http: Port = { name: 'http', port: 9080 }
const tcp: Port = { name: 'tcp', port: 9080 }

/** A pod with a Service, and without a label that Istio would name it by. */
const bare = (made: KubernetesObject, port = http): KubernetesObject[] => [
  made,
  { ...service('bare'), spec: { selector: role, ports: [port] } },
]

const noRoute = virtualService({
  hosts: ['reviews'],
  http: [{ match: [{ uri: { exact: '/no' } }], route: [{ destination: { host: 'reviews' } }] }],
})

const gateway = [
  { ...gatewayPod(), spec: { ...gatewayPod().spec, serviceAccountName: 'gate' } },
  istioGateway(['*'], { name: 'public' }),
]

const throughGateway = virtualService({
  hosts: ['*'],
  gateways: ['public'],
  http: [{ route: [{ destination: { host: 'reviews.default.svc.cluster.local' } }] }],
})

const waypoint = [
  service('calm', { labels: { 'istio.io/use-waypoint': 'waypoint' } }),
  waypointGateway(),
  waypointPod(),
]

type Situation = {
  client: string
  host: string
  port?: number
  objects?: KubernetesObject[]
  proxy: string
}

function labelsOf({ client, host, objects = [], proxy, ...at }: Situation, reporter: string) {
  const world = worldOf(...bookinfo, ...objects)
  const from = podOf(world, client)
  const outcomes = resolveCall(world, from, { ...toReviews, host, ...at })
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

const quiet = pod('quiet', { ambient: true, labels: role })
const legacy = pod('legacy', { proxy: false })
const plain = pod('plain', { labels: role })
const plainVersion2 = pod('plain-v2', { labels: { app: 'plain', version: 'v2' }, proxy: false })
const unready = pod('calm-v1', { labels: { app: 'calm' }, ambient: true, ready: false })
const reviewsOfBytes = service('reviews', { ports: [tcp] })

const fromPage = { client: 'productpage-v1', host: 'reviews', proxy: 'productpage-v1' }
const atReviews = { ...fromPage, proxy: 'reviews-v1' }
const fromGateway = {
  client: 'istio-ingressgateway',
  host: 'shop.example.com',
  port: 8080,
  proxy: 'istio-ingressgateway',
}
const atPlain = { client: 'legacy', host: 'bare', proxy: 'plain' }
const toCalm = { client: 'probe-v1', host: 'calm', proxy: 'ztunnel' }

const tables: [string, string, Rows, Situation[]][] = [
  [
    'a sidecar at the source',
    'source',
    sidecarAtSource,
    [
      fromPage,
      { ...fromPage, host: 'plain', objects: [plainVersion2, service('plain')] },
      { client: 'batch', host: 'reviews', objects: [pod('batch'), noRoute], proxy: 'batch' },
      { ...fromPage, objects: [reviewsOfBytes] },
    ],
  ],
  [
    'a gateway',
    'source',
    gatewayAtSource,
    [
      { ...fromGateway, objects: [...gateway, throughGateway] },
      { ...fromGateway, objects: gateway },
    ],
  ],
  [
    'a sidecar at the destination',
    'destination',
    sidecarAtDestination,
    [
      atReviews,
      { ...atPlain, objects: [legacy, ...bare(plain)] },
      { ...atReviews, objects: [reviewsOfBytes] },
      { ...atPlain, objects: [legacy, ...bare(plain, tcp)] },
    ],
  ],
  [
    'a waypoint',
    'waypoint',
    atWaypoint,
    [
      { ...toCalm, objects: waypoint, proxy: 'waypoint' },
      { client: 'quiet', host: 'calm', objects: [...waypoint, unready, quiet], proxy: 'waypoint' },
    ],
  ],
  [
    'a ztunnel at the source',
    'source',
    ztunnelAtSource,
    [
      toCalm,
      { client: 'quiet', host: 'api.example.com', objects: [quiet], proxy: 'ztunnel' },
      { ...toCalm, objects: waypoint },
    ],
  ],
  [
    'a ztunnel at the destination',
    'destination',
    ztunnelAtDestination,
    [
      toCalm,
      { client: 'legacy', host: 'bare', objects: [legacy, ...bare(quiet)], proxy: 'ztunnel' },
      { ...toCalm, objects: waypoint },
    ],
  ],
]

/** The labels that Istio's standard metrics share: https://istio.io/latest/docs/reference/config/metrics/ */
const standard = Object.keys(sidecarAtSource)

describe.each(tables)('%s', (_, reporter, rows, situations) => {
  test('every label has its row', () => {
    expect(Object.keys(rows)).toEqual(standard)
  })

  const told = situations.map((situation) => () => labelsOf(situation, reporter) as MetricLabels)

  test.each(Object.entries(rows))('%s', (label, expected) => {
    expect(told.map((labels) => labels()[label])).toEqual(expected)
  })

  test('no other label, but where a ztunnel says where its ends are', () => {
    const others = told.flatMap((labels) =>
      Object.keys(labels()).filter((name) => !standard.includes(name) && name !== 'reporter'),
    )
    const places = ['region', 'zone'].flatMap((place) => [
      `source_${place}`,
      `destination_${place}`,
    ])
    expect(new Set(others)).toEqual(new Set(situations[0]?.proxy === 'ztunnel' ? places : []))
  })
})
