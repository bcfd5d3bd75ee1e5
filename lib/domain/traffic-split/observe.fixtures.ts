import type { VirtualService } from '../istio-config/virtual-service'
import { hop, reviews as pods, productpage } from '../service-graph/bookinfo.fixtures'
import type { Hop, Peer, RequestSample } from '../service-graph/sample'
import type { SplitTraffic } from './flows'
import { readSplit } from './read-split'
import type { SplitFacts } from './split-facts'
import { asRoute, facts } from './traffic-split.fixtures'
import { splitConfig, splitWorld } from './world'

export const v3: Peer = { ...pods.v1, workload: 'reviews-v3', version: 'v3' }

export const sample = (
  from: Hop,
  requestsPerSecond: number,
  more: Partial<RequestSample> = {},
): RequestSample => ({
  hop: from,
  code: '200',
  grpcStatus: null,
  flags: '-',
  requestsPerSecond,
  ...more,
})

export const traffic = (
  requests: RequestSample[],
  more: Partial<SplitTraffic> = {},
): SplitTraffic => ({
  requests,
  volumes: [],
  latency: null,
  windowSeconds: 300,
  ...more,
})

export const byVersion = (v1: number, v2: number) => [
  sample(hop(productpage, pods.v1), v1),
  sample(hop(productpage, pods.v2), v2),
]

export function read(
  object: VirtualService,
  seen: SplitTraffic | null,
  cluster: SplitFacts = facts(),
) {
  const known = cluster.virtualServices.some(
    ({ name, namespace }) => name === object.name && namespace === object.namespace,
  )
    ? cluster
    : { ...cluster, virtualServices: [...cluster.virtualServices, object] }
  return readSplit(asRoute(object), splitWorld(splitConfig(known), seen, 300), [])
}
