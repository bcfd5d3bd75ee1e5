import { notSeen } from '../health/health'
import { latencyOf } from '../traffic/latency'
import { roundShare } from '../traffic/round'
import { securityShares } from '../traffic/security-shares'
import { toTraffic } from '../traffic/tally'
import type { LatencyMs } from '../traffic/traffic'
import { noTraffic } from '../traffic/traffic-of'
import { type Bundle, collect, type NodeTally } from './bundles'
import { type EndsOptions, endsIn } from './ends'
import type { Edge, GraphNode, ServiceGraph } from './graph'
import type { Layers } from './layers'
import { type NodeSeed, nodeOfPeer } from './node-of-peer'
import { isKnown } from './peer'
import type { Hop, LatencySample, SecuritySample, TrafficSamples } from './sample'
import { unknownReasons } from './unknown-reasons'

export type BuildOptions = EndsOptions & {
  /** Service nodes between callers and workloads. */
  services: boolean
  /** Waypoints between the ends of the calls that they reported. */
  waypoints: boolean
  /** What was asked for; none are all. */
  namespaces: readonly string[]
  layers: Pick<Layers, 'waypointOf' | 'transportOf'>
}

/** The graph, and the samples behind each of its edges: what is gathered is worked out anew. */
export type BuiltGraph = { graph: ServiceGraph; bundles: ReadonlyMap<string, Bundle> }

/** Samples of the window become the graph of a view; what Kubernetes adds comes by appenders. */
export function buildServiceGraph(samples: TrafficSamples, options: BuildOptions): BuiltGraph {
  const { view, services, namespaces, layers } = options
  // In these views services are what is drawn, or what everything has been gathered into.
  const isFine = view !== 'service' && view !== 'namespace'
  const { nodes: tallies, edges: bundles } = collect(samples, {
    endsOf: endsIn(options),
    insertServices: services && isFine,
    waypointOf: options.waypoints && isFine ? waypointNode(options) : () => null,
  })
  const sent = new Map<string, number | null>()
  const nodes = [...tallies.values()].map((tally) => {
    const node = toNode(tally)
    if (isAsked(tally.seed, namespaces)) sent.set(node.id, node.out.requestsPerSecond)
    return node
  })
  const isMeasured = samples.security !== null
  const edges = [...bundles.values()].map((bundle) =>
    toEdge(bundle, { sent: sent.get(bundle.source) ?? null, isMeasured, layers }),
  )
  return { graph: { view, nodes: nodes.sort(byId), edges: edges.sort(byId) }, bundles }
}

const waypointNode =
  ({ view, layers, directory }: BuildOptions) =>
  (hop: Hop): NodeSeed | null => {
    const waypoint = layers.waypointOf(hop)
    if (waypoint === null) return null
    const { namespace, name } = waypoint
    const cluster = hop.destination?.cluster ?? ''
    const peer = { cluster, namespace, workload: name, app: name, version: 'latest' }
    return nodeOfPeer[view](peer, directory)
  }

/** Of a caller outside of what was asked for, only the calls into it are known, and no share. */
function isAsked({ identity }: NodeSeed, namespaces: readonly string[]): boolean {
  if (namespaces.length === 0) return true
  if (identity.kind === 'namespace') return namespaces.includes(identity.name)
  return (
    'namespace' in identity &&
    identity.namespace !== null &&
    namespaces.includes(identity.namespace)
  )
}

export const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)

const toNode = ({ seed, in: received, out: sent }: NodeTally): GraphNode =>
  toBareNode(seed, { in: toTraffic(received), out: toTraffic(sent) })

/**
 * A node of which nothing is known but its name, and what flowed. Written out member by member: there
 * is one for every workload, and V8 makes an object with spreads in its middle thirty times slower.
 */
export function toBareNode(
  { id, identity, app, version }: NodeSeed,
  flows: Pick<GraphNode, 'in' | 'out'> = { in: noTraffic, out: noTraffic },
): GraphNode {
  const { in: received, out: sent } = flows
  const { health, healthReason } = notSeen
  switch (identity.kind) {
    case 'workload':
    case 'app':
    case 'service':
      return {
        id,
        in: received,
        out: sent,
        kind: identity.kind,
        name: identity.name,
        namespace: identity.namespace,
        cluster: identity.cluster,
        app,
        version,
        health,
        healthReason,
        marks: [],
        expand: null,
      }
    case 'namespace':
      return {
        id,
        in: received,
        out: sent,
        kind: identity.kind,
        name: identity.name,
        cluster: identity.cluster,
        health,
        healthReason,
        marks: [],
        counts: { workloads: 0, services: 0 },
        expand: null,
      }
    case 'serviceEntry':
    case 'passthrough':
    case 'blackHole':
      return {
        id,
        in: received,
        out: sent,
        kind: identity.kind,
        name: identity.host,
        health,
        healthReason,
        registeredBy: null,
      }
    case 'unknown': {
      const reason = unknownReasons[identity.end]
      return { id, in: received, out: sent, kind: 'unknown', reason, candidates: [] }
    }
    case 'hidden':
      return { id, in: received, out: sent, kind: 'hidden' }
    case 'more':
      return {
        id,
        in: received,
        out: sent,
        kind: 'more',
        cluster: identity.cluster,
        namespace: identity.namespace,
        count: 0,
        expand: id,
        health,
        healthReason,
      }
  }
}

type EdgeContext = {
  /** Requests per second that its source sent; `null` where that is not known, or none were. */
  sent: number | null
  /** Whether security was asked for. */
  isMeasured: boolean
  layers: BuildOptions['layers']
}

function toEdge(bundle: Bundle, { sent, isMeasured, layers }: EdgeContext): Edge {
  const { id, source, target, protocol, mirrored, latency, security } = bundle
  const traffic = toTraffic(bundle.tally)
  return {
    id,
    source,
    target,
    protocol,
    reporter: bundle.reporters.length > 1 ? 'mixed' : (bundle.reporters[0] ?? 'source'),
    traffic,
    share: protocol === 'tcp' || mirrored ? null : shareOf(traffic.requestsPerSecond, sent),
    latencyMs: latencyOfSamples(latency),
    mtls: isMeasured ? securityShares(measuredOnce(bundle)) : null,
    principals: principalsOf(security),
    waypoint: waypointOf(bundle, layers),
    transport: layers.transportOf(bundle, protocol === 'tcp' ? [] : ofConnections(security)),
    mirrored,
    ...notSeen,
  }
}

/** The one that all of its calls go through. */
function waypointOf({ throughWaypoint }: Bundle, layers: EdgeContext['layers']): Edge['waypoint'] {
  const [first, ...others] = throughWaypoint.map(layers.waypointOf)
  const isFirst = (one: Edge['waypoint']) =>
    one?.namespace === first?.namespace && one?.name === first?.name
  return first && others.every(isFirst) ? first : null
}

/** `null` where none was asked for, or seen. */
export const latencyOfSamples = (latency: readonly LatencySample[]): LatencyMs | null =>
  latency.length > 0 ? latencyOf(histogramsOf(latency)) : null

/** One for each hop: histograms of different pods may have different bounds. */
function histogramsOf(latency: readonly LatencySample[]): LatencySample[][] {
  const histograms = new Map<Hop, LatencySample[]>()
  for (const sample of latency) {
    const buckets = histograms.get(sample.hop)
    if (buckets) buckets.push(sample)
    else histograms.set(sample.hop, [sample])
  }
  return [...histograms.values()]
}

function shareOf(requestsPerSecond: number | null, sent: number | null): number | null {
  if (requestsPerSecond === null || sent === null || sent <= 0) return null
  // Sums in another order differ in their last digit; no share is more than all.
  return roundShare(Math.min(1, requestsPerSecond / sent))
}

const ofConnections = (security: readonly SecuritySample[]) =>
  security.filter(({ hop }) => hop.protocol === 'tcp')

/**
 * Of calls what was measured of them, else of the connections that carried them. A ztunnel at the
 * client's end counts where nobody at the server's has measured.
 */
export function measuredOnce({ protocol, security }: Bundle): readonly SecuritySample[] {
  const ofCalls = security.filter(({ hop }) => hop.protocol === protocol)
  const measured = ofCalls.length > 0 ? ofCalls : security
  const atServer = measured.filter(({ hop }) => hop.reporter !== 'source')
  return atServer.length > 0 ? atServer : measured
}

export const principalsOf = (security: readonly SecuritySample[]): Edge['principals'] => ({
  source: distinct(security, (one) => one.sourcePrincipal),
  destination: distinct(security, (one) => one.destinationPrincipal),
})

const distinct = (security: readonly SecuritySample[], read: (one: SecuritySample) => string) =>
  security.length === 0 ? [] : [...new Set(security.map(read).filter(isKnown))].sort()
