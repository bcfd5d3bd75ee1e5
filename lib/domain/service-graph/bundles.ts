import type { Ends } from './ends'
import type { Protocol, Reporter } from './graph'
import { edgeId } from './ids'
import type { NodeSeed } from './node-of-peer'
import type {
  Hop,
  LatencySample,
  RequestSample,
  SecuritySample,
  TcpSample,
  TrafficSamples,
} from './sample'

/** The samples that flowed one way. */
export type Flow = { requests: RequestSample[]; tcp: TcpSample[]; requestsPerSecond: number }

export type NodeFlows = { seed: NodeSeed; in: Flow; out: Flow }

/** All samples of one edge, before they are added up. */
export type Bundle = Flow & {
  id: string
  source: string
  target: string
  protocol: Protocol
  reporters: Reporter[]
  latency: LatencySample[]
  security: SecuritySample[]
}

export type Bundles = { nodes: Map<string, NodeFlows>; edges: Map<string, Bundle> }

export type BuildOptions = {
  endsOf: (hop: Hop) => Ends
  /** Service nodes between callers and workloads. */
  insertServices: boolean
}

/**
 * Traffic makes edges. Latency and security are joined to those that are there: their series are
 * others, and what has no traffic has no edge.
 */
export function collect(samples: TrafficSamples, options: BuildOptions): Bundles {
  const bundles: Bundles = { nodes: new Map(), edges: new Map() }
  const legsOf = byHop((hop) => drawLegs(hop, options, bundles))
  for (const sample of samples.requests)
    for (const leg of legsOf(sample.hop)) addRequest(leg, sample)
  for (const sample of samples.tcp) for (const leg of legsOf(sample.hop)) addTcp(leg, sample)
  const drawn = byHop((hop) => findEdges(hop, options, bundles))
  for (const sample of samples.latency ?? [])
    for (const { latency } of drawn(sample.hop)) latency.push(sample)
  for (const sample of samples.security ?? [])
    for (const { security } of drawn(sample.hop)) security.push(sample)
  return bundles
}

/** Worked out once for each hop, whatever the number of its series. */
function byHop<T>(work: (hop: Hop) => T): (hop: Hop) => T {
  const known = new Map<Hop, T>()
  return (hop) => {
    const result = known.get(hop) ?? work(hop)
    known.set(hop, result)
    return result
  }
}

/** One drawn edge of a hop (two of them where a service node stands between), and its two sides. */
type Leg = { edge: Bundle; sent: Flow; received: Flow }

const drawLegs = (hop: Hop, options: BuildOptions, { nodes, edges }: Bundles): Leg[] =>
  spansOf(hop, options).map((span) => ({
    edge: bundleOf(edges, span),
    sent: nodeOf(nodes, span.source).out,
    received: nodeOf(nodes, span.target).in,
  }))

const findEdges = (hop: Hop, options: BuildOptions, { edges }: Bundles): Bundle[] =>
  spansOf(hop, options).flatMap(({ id }) => edges.get(id) ?? [])

type Span = { id: string; protocol: Protocol; source: NodeSeed; target: NodeSeed }

function spansOf(hop: Hop, { endsOf, insertServices }: BuildOptions): Span[] {
  const { source, target, service } = endsOf(hop)
  const { protocol } = hop
  const span = (from: NodeSeed, to: NodeSeed): Span => ({
    id: edgeId(from.id, to.id, protocol),
    protocol,
    source: from,
    target: to,
  })
  if (!insertServices || service === null || service.id === target.id) return [span(source, target)]
  return [span(source, service), span(service, target)]
}

function addRequest({ edge, sent, received }: Leg, sample: RequestSample): void {
  noteReporter(edge, sample.hop)
  for (const flow of [edge, sent, received]) {
    flow.requests.push(sample)
    flow.requestsPerSecond += sample.requestsPerSecond
  }
}

function addTcp({ edge, sent, received }: Leg, sample: TcpSample): void {
  noteReporter(edge, sample.hop)
  for (const flow of [edge, sent, received]) flow.tcp.push(sample)
}

function noteReporter({ reporters }: Bundle, { reporter }: Hop): void {
  if (!reporters.includes(reporter)) reporters.push(reporter)
}

const emptyFlow = (): Flow => ({ requests: [], tcp: [], requestsPerSecond: 0 })

function nodeOf(nodes: Bundles['nodes'], seed: NodeSeed): NodeFlows {
  const known = nodes.get(seed.id)
  if (known) return known
  const node = { seed, in: emptyFlow(), out: emptyFlow() }
  nodes.set(seed.id, node)
  return node
}

function bundleOf(edges: Bundles['edges'], { id, source, target, protocol }: Span): Bundle {
  const known = edges.get(id)
  if (known) return known
  // Written out: V8 makes an object with a spread in it a hundred times slower.
  const bundle: Bundle = {
    requests: [],
    tcp: [],
    requestsPerSecond: 0,
    id,
    source: source.id,
    target: target.id,
    protocol,
    reporters: [],
    latency: [],
    security: [],
  }
  edges.set(id, bundle)
  return bundle
}
