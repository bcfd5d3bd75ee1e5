import { notSeen } from '../health/health'
import { latencyOf } from '../traffic/latency'
import { securityShares } from '../traffic/security-shares'
import type { LatencyMs } from '../traffic/traffic'
import { noTraffic, trafficOf } from '../traffic/traffic-of'
import { type Bundle, collect, type Flow, type NodeFlows } from './bundles'
import { type EndsOptions, endsIn } from './ends'
import type { Edge, GraphNode, ServiceGraph } from './graph'
import type { NodeSeed } from './node-of-peer'
import { isKnown } from './peer'
import type { Hop, LatencySample, SecuritySample, TrafficSamples } from './sample'
import { unknownReasons } from './unknown-reasons'

export type BuildOptions = EndsOptions & {
  /** Service nodes between callers and workloads. */
  services: boolean
  /** What was asked for; none are all. */
  namespaces: readonly string[]
}

/** The graph, and the samples behind each of its edges: what is gathered is worked out anew. */
export type BuiltGraph = { graph: ServiceGraph; bundles: ReadonlyMap<string, Bundle> }

/** Samples of the window become the graph of a view; what Kubernetes adds comes by appenders. */
export function buildServiceGraph(samples: TrafficSamples, options: BuildOptions): BuiltGraph {
  const { view, services, namespaces } = options
  // In these views services are what is drawn, or what everything has been gathered into.
  const insertServices = services && view !== 'service' && view !== 'namespace'
  const { nodes, edges } = collect(samples, { endsOf: endsIn(options), insertServices })
  const sentBy = (source: string) => {
    const node = nodes.get(source)
    return node && isAsked(node.seed, namespaces) ? node.out : null
  }
  const graph = {
    view,
    nodes: [...nodes.values()].map(toNode).sort(byId),
    edges: [...edges.values()]
      .map((bundle) => toEdge(bundle, sentBy(bundle.source), samples))
      .sort(byId),
  }
  return { graph, bundles: edges }
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

const toNode = ({ seed, in: received, out: sent }: NodeFlows): GraphNode =>
  toBareNode(seed, {
    in: trafficOf(received.requests, received.tcp),
    out: trafficOf(sent.requests, sent.tcp),
  })

/** A node of which nothing is known but its name, and what flowed. */
export function toBareNode(
  { id, identity, app, version }: NodeSeed,
  flows: Pick<GraphNode, 'in' | 'out'> = { in: noTraffic, out: noTraffic },
): GraphNode {
  const flow = { id, in: flows.in, out: flows.out }
  switch (identity.kind) {
    case 'workload':
    case 'app':
    case 'service': {
      const { kind, name, namespace, cluster } = identity
      return {
        ...flow,
        kind,
        name,
        namespace,
        cluster,
        app,
        version,
        ...notSeen,
        marks: [],
        expand: null,
      }
    }
    case 'namespace': {
      const { kind, name, cluster } = identity
      const counts = { workloads: 0, services: 0 }
      return { ...flow, kind, name, cluster, ...notSeen, marks: [], counts, expand: null }
    }
    case 'serviceEntry':
    case 'passthrough':
    case 'blackHole':
      return { ...flow, kind: identity.kind, name: identity.host, ...notSeen, registeredBy: null }
    case 'unknown':
      return { ...flow, kind: 'unknown', reason: unknownReasons[identity.end], candidates: [] }
    case 'hidden':
      return { ...flow, kind: 'hidden' }
    case 'more': {
      const { cluster, namespace } = identity
      return { ...flow, kind: 'more', cluster, namespace, count: 0, expand: id, ...notSeen }
    }
  }
}

function toEdge(bundle: Bundle, sent: Flow | null, samples: TrafficSamples): Edge {
  const { id, source, target, protocol, requests, tcp, latency, security } = bundle
  return {
    id,
    source,
    target,
    protocol,
    reporter: bundle.reporters.length > 1 ? 'mixed' : (bundle.reporters[0] ?? 'source'),
    traffic: trafficOf(requests, tcp),
    share: protocol === 'tcp' ? null : shareOf(bundle, sent),
    latencyMs: latencyOfSamples(latency),
    mtls: samples.security && securityShares(security),
    principals: principalsOf(security),
    waypoint: null,
    transport: null,
    mirrored: false,
    ...notSeen,
  }
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

function shareOf({ requestsPerSecond }: Bundle, sent: Flow | null): number | null {
  if (!sent || sent.requestsPerSecond <= 0) return null
  // Sums in another order differ in their last digit; no share is more than all.
  return Math.min(1, requestsPerSecond / sent.requestsPerSecond)
}

export const principalsOf = (security: readonly SecuritySample[]): Edge['principals'] => ({
  source: distinct(security, (one) => one.sourcePrincipal),
  destination: distinct(security, (one) => one.destinationPrincipal),
})

const distinct = (security: readonly SecuritySample[], read: (one: SecuritySample) => string) =>
  security.length === 0 ? [] : [...new Set(security.map(read).filter(isKnown))].sort()
