import { addRequests, addVolume, emptyTally, type Tally } from '../traffic/tally'
import type { Ends } from './ends'
import type { Protocol, Reporter } from './graph'
import { edgeId } from './ids'
import type { NodeSeed } from './node-of-peer'
import { isKnown } from './peer'
import type { Hop, LatencySample, Peer, SecuritySample, TrafficSamples } from './sample'

export type NodeTally = { seed: NodeSeed; in: Tally; out: Tally }

/** All that was reported of one edge. */
export type Bundle = {
  id: string
  source: string
  target: string
  protocol: Protocol
  mirrored: boolean
  reporters: Reporter[]
  tally: Tally
  /** Kept one by one: buckets of different pods may have different bounds. */
  latency: LatencySample[]
  security: SecuritySample[]
  /** The calls that a waypoint reported, one for each pair of ends; and a sidecar or a gateway. */
  throughWaypoint: Hop[]
  throughEnvoy: Hop[]
}

export type Bundles = { nodes: Map<string, NodeTally>; edges: Map<string, Bundle> }

export type CollectOptions = {
  endsOf: (hop: Hop) => Ends
  /** Service nodes between callers and workloads. */
  insertServices: boolean
  /** The waypoint to draw between the ends of a call; `null` where none is to be drawn. */
  waypointOf: (hop: Hop) => NodeSeed | null
}

/**
 * Traffic makes edges. Latency and security are joined to those that are there: their series are
 * others, and what has no traffic has no edge.
 */
export function collect(samples: TrafficSamples, options: CollectOptions): Bundles {
  const bundles: Bundles = { nodes: new Map(), edges: new Map() }
  const joint = samples.security ? joining() : null
  const legsOf = byHop((hop) => {
    const legs = drawLegs(hop, options, bundles)
    joint?.note(hop, legs)
    return legs
  })
  for (const sample of samples.requests)
    for (const leg of legsOf(sample.hop)) {
      addRequests(leg.edge.tally, sample)
      addRequests(leg.received, sample)
      if (leg.sent) addRequests(leg.sent, sample)
    }
  for (const sample of samples.volumes)
    for (const leg of legsOf(sample.hop)) {
      addVolume(leg.edge.tally, sample)
      addVolume(leg.received, sample)
      if (leg.sent) addVolume(leg.sent, sample)
    }
  const timed = byHop((hop) => findEdges(hop, options, bundles))
  for (const sample of samples.latency ?? [])
    for (const { latency } of timed(sample.hop)) latency.push(sample)
  const secured = byHop((hop) => joint?.edgesOf(hop) ?? findSecured(hop, options, bundles))
  for (const sample of samples.security ?? [])
    for (const { security } of secured(sample.hop)) security.push(sample)
  return bundles
}

/** Worked out once for each hop, whatever the number of its series. */
function byHop<T>(work: (hop: Hop) => T): (hop: Hop) => T {
  const known = new Map<Hop, T>()
  return (hop) => {
    const remembered = known.get(hop)
    if (remembered !== undefined) return remembered
    const result = work(hop)
    known.set(hop, result)
    return result
  }
}

/**
 * Security is reported by the other side, which may call the service by another name: two Services
 * may select the same pod. So it is joined on the workloads at both ends, where these are known. It
 * does not tell copies of a mirror from calls either: both of a pair are secured alike.
 */
function joining() {
  const edges = new Map<string, Set<Bundle>>()
  return {
    note(hop: Hop, legs: readonly Leg[]): void {
      const key = pairOf(hop)
      if (key === null) return
      const known = edges.get(key) ?? new Set()
      edges.set(key, known)
      for (const { edge } of legs) known.add(edge)
    },
    edgesOf(hop: Hop): Set<Bundle> | undefined {
      const key = pairOf(hop)
      return key === null ? undefined : edges.get(key)
    },
  }
}

const pairOf = ({ protocol, source, destination }: Hop): string | null =>
  source && destination && isKnown(source.workload) && isKnown(destination.workload)
    ? `${protocol} ${nameOf(source)} ${nameOf(destination)}`
    : null

const nameOf = ({ namespace, workload }: Peer) => `${namespace}/${workload}`

/**
 * One drawn edge of a hop (several where a service or a waypoint stands between), and its two sides.
 * A mirrored copy is no call that its source has sent.
 */
type Leg = { edge: Bundle; sent: Tally | null; received: Tally }

function drawLegs(hop: Hop, options: CollectOptions, { nodes, edges }: Bundles): Leg[] {
  return spansOf(hop, options).map(({ source, target, id }) => {
    const edge = bundleOf(edges, hop, { id, source: source.id, target: target.id })
    if (hop.reporter === 'waypoint') edge.throughWaypoint.push(hop)
    if (hop.reporter === 'source' && hop.protocol !== 'tcp') edge.throughEnvoy.push(hop)
    if (!edge.reporters.includes(hop.reporter)) edge.reporters.push(hop.reporter)
    const { out } = nodeOf(nodes, source)
    return { edge, sent: hop.mirrored ? null : out, received: nodeOf(nodes, target).in }
  })
}

const findEdges = (hop: Hop, options: CollectOptions, { edges }: Bundles): Bundle[] =>
  spansOf(hop, options).flatMap(({ id }) => edges.get(id) ?? [])

/**
 * Copies are told as the calls between the same ends are. What is told of connections is of the calls
 * that they carry, where these are what is drawn.
 */
function findSecured(hop: Hop, options: CollectOptions, bundles: Bundles): Bundle[] {
  const find = (one: Hop) => findEdges(one, options, bundles)
  const own = [hop, { ...hop, mirrored: true }].flatMap(find)
  if (own.length > 0 || hop.protocol !== 'tcp') return own
  return (['http', 'grpc'] as const).flatMap((protocol) => find({ ...hop, protocol }))
}

type Span = { id: string; source: NodeSeed; target: NodeSeed }

function spansOf(hop: Hop, { endsOf, insertServices, waypointOf }: CollectOptions): Span[] {
  const { source, target, service } = endsOf(hop)
  const addressed = insertServices ? service() : null
  const waypoint = hop.reporter === 'waypoint' ? waypointOf(hop) : null
  // Most calls go straight, and there is one of them for every series.
  if (!addressed && !waypoint) return [spanOf(hop, source, target)]
  const between = [addressed, waypoint].filter(
    (seed) => seed && seed.id !== target.id && seed.id !== source.id,
  )
  const stops = [source, ...between, target]
  return stops.slice(1).flatMap((to, at) => {
    const from = stops[at]
    return from && to ? [spanOf(hop, from, to)] : []
  })
}

const spanOf = ({ protocol, mirrored }: Hop, source: NodeSeed, target: NodeSeed): Span => ({
  id: edgeId(source.id, target.id, protocol, mirrored),
  source,
  target,
})

function nodeOf(nodes: Bundles['nodes'], seed: NodeSeed): NodeTally {
  const known = nodes.get(seed.id)
  if (known) return known
  const node = { seed, in: emptyTally(), out: emptyTally() }
  nodes.set(seed.id, node)
  return node
}

function bundleOf(
  edges: Bundles['edges'],
  { protocol, mirrored }: Hop,
  { id, source, target }: Pick<Bundle, 'id' | 'source' | 'target'>,
): Bundle {
  const known = edges.get(id)
  if (known) return known
  const bundle: Bundle = {
    id,
    source,
    target,
    protocol,
    mirrored,
    reporters: [],
    tally: emptyTally(),
    latency: [],
    security: [],
    throughWaypoint: [],
    throughEnvoy: [],
  }
  edges.set(id, bundle)
  return bundle
}
