import { groupBy } from '../group-by'
import type { ServiceName } from '../host'
import { isKnown } from '../service-graph/peer'
import type { Hop, LatencySample, RequestSample, VolumeSample } from '../service-graph/sample'
import type { CodeRate } from '../traffic/traffic'
import { qualifiedName } from '../workload'
import type { Caller } from './governance'
import type { ObjectName } from './split'
import type { SplitIndex } from './split-facts'

/** What was seen in a window, counted once by the counting rule. */
export type SplitTraffic = {
  requests: readonly RequestSample[]
  /** Only `connections` are looked at. */
  volumes: readonly VolumeSample[]
  /** `null` where nobody asked, or where the answer is missing. */
  latency: readonly LatencySample[] | null
  windowSeconds: number
}

/** Traffic of one hop to a service: from whom, to which of its workloads, how much. */
export type Flow = {
  service: ServiceName
  caller: Caller
  source: ObjectName | null
  /** `null`: no workload was chosen, or nobody knows which. */
  workload: ObjectName | null
  counted: 'requests' | 'connections'
  perSecond: number
  /** Of requests. */
  outcome: CodeRate | null
  /** Cumulative buckets of its latency, where they were asked for. */
  buckets: readonly { le: number; requestsPerSecond: number }[]
}

export type FlowsByService = (service: ServiceName) => readonly Flow[]

export function flowsByService(traffic: SplitTraffic, index: SplitIndex): FlowsByService {
  const reader = hopReader(index)
  const buckets = groupBy(traffic.latency ?? [], ({ hop }) => hopKey(hop))
  const requests = traffic.requests.flatMap(({ hop, requestsPerSecond, ...outcome }) => {
    const ends = reader(hop)
    return ends
      ? [
          {
            ...ends,
            counted: 'requests' as const,
            perSecond: requestsPerSecond,
            outcome: { ...outcome, requestsPerSecond },
            buckets: buckets.get(hopKey(hop)) ?? [],
          },
        ]
      : []
  })
  const connections = traffic.volumes.flatMap(({ hop, quantity, perSecond }) => {
    const ends = quantity === 'connections' ? reader(hop) : null
    return ends
      ? [{ ...ends, counted: 'connections' as const, perSecond, outcome: null, buckets: [] }]
      : []
  })
  const flows = groupBy<Flow>([...requests, ...connections], ({ service }) =>
    qualifiedName(service),
  )
  return (service) => flows.get(qualifiedName(service)) ?? []
}

type Ends = Pick<Flow, 'service' | 'caller' | 'source' | 'workload'>

/** Series of one hop share the object, so its ends are worked out once. */
function hopReader(index: SplitIndex): (hop: Hop) => Ends | null {
  const known = new Map<Hop, Ends | null>()
  return (hop) => {
    const before = known.get(hop)
    if (before !== undefined) return before
    const ends = endsOf(hop, index)
    known.set(hop, ends)
    return ends
  }
}

function endsOf(hop: Hop, index: SplitIndex): Ends | null {
  // Copies answer nobody, and come by no weight.
  if (hop.mirrored) return null
  const named = peerName(hop.source)
  const source = named && index.facts.shows(named.namespace) ? named : null
  const service = index.resolve(hop.destinationService, named?.namespace ?? '')
  if (service === null || !index.facts.shows(service.namespace)) return null
  const workload = source ? index.workload(source) : null
  const hasProxy = hop.reporter !== 'destination'
  // A caller with a proxy that only the destination tells of: its own metrics are switched off, and
  // whether it was by this route nobody knows.
  if (!hasProxy && workload !== null && workload.dataPlaneMode === 'sidecar') return null
  const caller = { namespace: source?.namespace ?? null, workload, hasProxy }
  return { service, caller, source, workload: peerName(hop.destination) }
}

function peerName(peer: Hop['source']): ObjectName | null {
  if (!peer || !isKnown(peer.workload)) return null
  return { namespace: isKnown(peer.namespace) ? peer.namespace : '', name: peer.workload }
}

/** Latencies are asked for with fewer labels than requests: joined on the pair of workloads. */
const hopKey = ({ reporter, source, destination, destinationService }: Hop) =>
  [
    reporter,
    source?.namespace,
    source?.workload,
    destination?.namespace,
    destination?.workload,
    destinationService,
  ].join('\n')
