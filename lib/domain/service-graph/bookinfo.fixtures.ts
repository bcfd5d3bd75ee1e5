import type { GraphNode, ServiceGraph } from './graph'
import type { MeshFacts, RouteFacts, WorkloadFacts } from './mesh-facts'
import type {
  Hop,
  LatencySample,
  Peer,
  RequestSample,
  SecuritySample,
  TrafficSamples,
  VolumeSample,
} from './sample'

/** Bookinfo as its metrics tell it, for tests that read like it. */

const peer = (app: string, version: string, namespace = 'default'): Peer => ({
  cluster: 'Kubernetes',
  namespace,
  workload: `${app}-${version}`,
  app,
  version,
})

export const gateway: Peer = {
  cluster: 'Kubernetes',
  namespace: 'istio-system',
  workload: 'istio-ingressgateway',
  app: 'istio-ingressgateway',
  version: 'latest',
}
export const productpage = peer('productpage', 'v1')
export const details = peer('details', 'v1')
export const reviews = { v1: peer('reviews', 'v1'), v2: peer('reviews', 'v2') }
export const ratings = peer('ratings', 'v1')
export const mongodb = peer('mongodb', 'v1', 'data')

/** What a proxy writes of a peer that it knows nothing of. */
export const stranger: Peer = {
  cluster: 'unknown',
  namespace: 'unknown',
  workload: 'unknown',
  app: 'unknown',
  version: 'latest',
}

export const hostOf = ({ app, namespace }: Peer) => `${app}.${namespace}.svc.cluster.local`

type Call = Partial<Omit<Hop, 'source' | 'destination'>>

export const hop = (source: Peer, destination: Peer, call: Call = {}): Hop => ({
  reporter: 'source',
  protocol: 'http',
  source,
  destination,
  destinationService: destination === stranger ? 'unknown' : hostOf(destination),
  destinationServiceName: destination === stranger ? 'unknown' : destination.app,
  mirrored: false,
  ...call,
})

type Answer = Partial<Omit<RequestSample, 'hop' | 'requestsPerSecond'>>

export const calls = (at: Hop, requestsPerSecond: number, answer: Answer = {}): RequestSample => ({
  hop: at,
  code: '200',
  grpcStatus: null,
  flags: '-',
  requestsPerSecond,
  ...answer,
})

export const streams = (
  at: Hop,
  rates: Partial<Record<VolumeSample['quantity'], number>>,
): VolumeSample[] =>
  (['sentBytes', 'receivedBytes', 'connections'] as const).flatMap((quantity) => {
    const perSecond = rates[quantity]
    return perSecond === undefined ? [] : [{ hop: at, quantity, perSecond }]
  })

export const took = (at: Hop, buckets: Record<string, number>): LatencySample[] =>
  Object.entries(buckets).map(([le, requestsPerSecond]) => ({
    hop: at,
    le: Number(le),
    requestsPerSecond,
  }))

export const secured = (
  at: Hop,
  policy: SecuritySample['policy'],
  perSecond: number,
): SecuritySample => ({
  hop: { ...at, reporter: 'destination' },
  policy,
  sourcePrincipal: policy === 'mutual_tls' && at.source ? principalOf(at.source) : 'unknown',
  destinationPrincipal: at.destination ? principalOf(at.destination) : 'unknown',
  perSecond,
})

export const principalOf = ({ namespace, app }: Peer) =>
  `spiffe://cluster.local/ns/${namespace}/sa/bookinfo-${app}`

export const traffic = (samples: Partial<TrafficSamples>): TrafficSamples => ({
  requests: [],
  volumes: [],
  latency: null,
  security: null,
  ...samples,
})

/** A page view a second: the gateway calls productpage, that calls details and reviews. */
export const pageViews: RequestSample[] = [
  calls(hop(gateway, productpage), 10),
  calls(hop(productpage, details), 10),
  calls(hop(productpage, reviews.v1), 8),
  calls(hop(productpage, reviews.v2), 2),
  calls(hop(reviews.v2, ratings), 2),
]

export const workloadFacts = (
  { namespace, workload, app, version }: Peer,
  facts: Partial<WorkloadFacts> = {},
): WorkloadFacts => ({
  namespace,
  name: workload,
  app,
  version,
  dataPlaneMode: 'sidecar',
  role: null,
  inMesh: true,
  pods: 1,
  readyPods: 1,
  labels: { app, version },
  ...facts,
})

const serviceFacts = ({ namespace, app }: Peer) => ({ namespace, name: app, selector: { app } })

export const noFacts: MeshFacts = {
  workloads: [],
  services: [],
  routes: [],
  circuitBreakers: [],
  serviceEntries: [],
  complete: false,
}

export const bookinfoFacts: MeshFacts = {
  workloads: [
    workloadFacts(gateway, { role: 'gateway' }),
    ...[productpage, details, reviews.v1, reviews.v2, ratings].map((one) => workloadFacts(one)),
  ],
  services: [gateway, productpage, details, reviews.v1, ratings].map(serviceFacts),
  routes: [
    {
      namespace: 'default',
      name: 'reviews',
      hosts: ['reviews'],
      destinations: [
        { host: 'reviews', subset: 'v1', weight: 80 },
        { host: 'reviews', subset: 'v2', weight: 20 },
      ],
    },
  ],
  circuitBreakers: [],
  serviceEntries: [],
  complete: true,
}

/** The edges as lines, ids without the cluster: `productpage-v1 > reviews-v1 http 8/s`. */
export function picture({ edges }: ServiceGraph): string[] {
  return edges.map(({ source, target, protocol, traffic: { requestsPerSecond, errorRatio } }) => {
    const rate = requestsPerSecond === null ? '' : ` ${round(requestsPerSecond)}/s`
    const errors = errorRatio ? ` ${round(errorRatio * 100)}% failed` : ''
    return `${plain(source)} > ${plain(target)} ${protocol}${rate}${errors}`
  })
}

export const plain = (id: string) => decodeURIComponent(id.replace(/\/(Kubernetes|-)\//, '/'))
const round = (number: number) => Math.round(number * 1000) / 1000

export function nodeNamed(graph: ServiceGraph, id: string): GraphNode {
  const node = graph.nodes.find((one) => plain(one.id) === id)
  if (!node) throw new Error(`no ${id} among ${graph.nodes.map((one) => plain(one.id)).join(', ')}`)
  return node
}

/** A route to ratings, and what it does beside. */
export const routeFacts = (effects: Partial<RouteFacts['effects']>): RouteFacts => ({
  namespace: 'default',
  name: 'ratings',
  hosts: ['ratings'],
  destinations: [{ host: 'ratings', subset: null, weight: null }],
  effects: { fault: null, mirrors: [], timeoutMs: null, ...effects },
})
