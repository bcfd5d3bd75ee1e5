import type { Bucket } from '../traffic/latency'
import { type EndsContext, endsOf } from './ends'
import type { Protocol, Reporter } from './graph'
import { edgeId } from './ids'
import type { NodeSeed } from './node-of-peer'
import type { Hop, RequestSample, SecuritySample, TcpSample, TrafficSamples } from './sample'

/** The samples that flowed one way. */
export type Flow = { requests: RequestSample[]; tcp: TcpSample[]; requestsPerSecond: number }

export type NodeFlows = { seed: NodeSeed; in: Flow; out: Flow }

/** All samples of one edge, before they are added up. */
export type Bundle = Flow & {
  id: string
  source: string
  target: string
  protocol: Protocol
  reporters: Set<Reporter>
  latency: Map<Hop, Bucket[]>
  security: SecuritySample[]
}

export type Bundles = { nodes: Map<string, NodeFlows>; edges: Map<string, Bundle> }

export type BuildOptions = EndsContext & {
  /** Service nodes between callers and workloads. */
  services: boolean
}

/**
 * Traffic makes edges. Latency and security are joined to those that are there: their series are
 * others, and what has no traffic has no edge.
 */
export function collect(samples: TrafficSamples, options: BuildOptions): Bundles {
  const bundles: Bundles = { nodes: new Map(), edges: new Map() }
  const legsOf = rememberLegs(options)
  for (const sample of samples.requests)
    for (const leg of legsOf(sample.hop)) addRequest(bundles, leg, sample)
  for (const sample of samples.tcp)
    for (const leg of legsOf(sample.hop)) addTcp(bundles, leg, sample)
  for (const { hop, le, requestsPerSecond } of samples.latency ?? [])
    for (const { id } of legsOf(hop)) {
      const latency = bundles.edges.get(id)?.latency
      const buckets = latency?.get(hop)
      if (buckets) buckets.push({ le, requestsPerSecond })
      else latency?.set(hop, [{ le, requestsPerSecond }])
    }
  for (const sample of samples.security ?? [])
    for (const { id } of legsOf(sample.hop)) bundles.edges.get(id)?.security.push(sample)
  return bundles
}

/** One drawn edge of a hop: two of them where a service node stands between. */
type Leg = { id: string; protocol: Protocol; source: NodeSeed; target: NodeSeed }

function rememberLegs(options: BuildOptions): (hop: Hop) => Leg[] {
  const known = new Map<Hop, Leg[]>()
  return (hop) => {
    const legs = known.get(hop) ?? toLegs(hop, options)
    known.set(hop, legs)
    return legs
  }
}

function toLegs(hop: Hop, options: BuildOptions): Leg[] {
  const { source, target, service } = endsOf(hop, options)
  const leg = (from: NodeSeed, to: NodeSeed): Leg => ({
    id: edgeId(from.id, to.id, hop.protocol),
    protocol: hop.protocol,
    source: from,
    target: to,
  })
  const between = options.services && !isServiceView(options) ? service : null
  if (between === null || between.id === target.id) return [leg(source, target)]
  return [leg(source, between), leg(between, target)]
}

/** There service nodes are what is drawn, or what everything has been gathered into. */
const isServiceView = ({ view }: BuildOptions) => view === 'service' || view === 'namespace'

function addRequest({ nodes, edges }: Bundles, leg: Leg, sample: RequestSample): void {
  const bundle = bundleOf(edges, leg)
  bundle.reporters.add(sample.hop.reporter)
  for (const flow of [bundle, nodeOf(nodes, leg.source).out, nodeOf(nodes, leg.target).in]) {
    flow.requests.push(sample)
    flow.requestsPerSecond += sample.requestsPerSecond
  }
}

function addTcp({ nodes, edges }: Bundles, leg: Leg, sample: TcpSample): void {
  const bundle = bundleOf(edges, leg)
  bundle.reporters.add(sample.hop.reporter)
  for (const flow of [bundle, nodeOf(nodes, leg.source).out, nodeOf(nodes, leg.target).in])
    flow.tcp.push(sample)
}

const emptyFlow = (): Flow => ({ requests: [], tcp: [], requestsPerSecond: 0 })

function nodeOf(nodes: Bundles['nodes'], seed: NodeSeed): NodeFlows {
  const known = nodes.get(seed.id)
  if (known) return known
  const node = { seed, in: emptyFlow(), out: emptyFlow() }
  nodes.set(seed.id, node)
  return node
}

function bundleOf(edges: Bundles['edges'], { id, source, target, protocol }: Leg): Bundle {
  const known = edges.get(id)
  if (known) return known
  const bundle: Bundle = {
    ...emptyFlow(),
    id,
    source: source.id,
    target: target.id,
    protocol,
    reporters: new Set(),
    latency: new Map(),
    security: [],
  }
  edges.set(id, bundle)
  return bundle
}
