import { securityShares } from '../traffic/security-shares'
import { addVolume, emptyTally, type Tally, toTraffic } from '../traffic/tally'
import type { SecurityShares } from '../traffic/traffic'
import { qualifiedName } from '../workload'
import { separateCarried } from './carried'
import type { Transport } from './graph'
import type { MeshFacts } from './mesh-facts'
import { isKnown } from './peer'
import type { Hop, Peer, SecuritySample, TrafficSamples } from './sample'

type Named = { namespace: string; name: string }

/** The calls of a mesh, and what lies below those that go through waypoints. */
export type Layers = {
  samples: TrafficSamples
  /** The waypoint of a call that a waypoint reported; `null` where nothing tells which. */
  waypointOf: (hop: Hop) => Named | null
  /**
   * Below these calls; `null` where it is shared with others, or was not seen. `secured` is what a
   * ztunnel said of the connections that carried them.
   */
  transportOf: (calls: CallsAbove, secured: readonly SecuritySample[]) => Transport | null
}

/** The hops of one edge that something may lie below. */
export type CallsAbove = { throughWaypoint: readonly Hop[]; throughEnvoy: readonly Hop[] }

/**
 * A request through a waypoint is reported three times: by the waypoint, which knows both ends and
 * is counted, and by the ztunnels before and behind it as connections to and from the waypoint. Those
 * are the layer below of the same call, not calls of their own. Where no waypoint reports (it is not
 * scraped), they are all that is known, and stay.
 */
export function separateLayers(seen: TrafficSamples, facts: MeshFacts): Layers {
  const { samples, carriedBy } = separateCarried(seen, facts)
  const reported = hopsOf(samples).filter(({ reporter }) => reporter === 'waypoint')
  if (reported.length === 0)
    return {
      samples,
      waypointOf: () => null,
      transportOf: ({ throughEnvoy }, secured) =>
        toTransport(carriedBy(throughEnvoy), securityShares(secured)),
    }
  const isWaypoint = waypointsIn(samples, reported, facts)
  const isLeg = ({ hop }: { hop: Hop }) => isWaypoint(hop.source) || isWaypoint(hop.destination)
  const isCall = (sample: { hop: Hop }) => !isLeg(sample)
  const below = layerBelow(samples, { isWaypoint, isLeg }, reported)
  const only = onlyWaypointIn(facts)
  return {
    samples: {
      requests: samples.requests.filter(isCall),
      volumes: samples.volumes.filter(isCall),
      latency: samples.latency?.filter(isCall) ?? null,
      security: samples.security?.filter(isCall) ?? null,
    },
    waypointOf: (hop) => below.waypointOf(hop) ?? only(hop.destination?.namespace ?? ''),
    transportOf: ({ throughWaypoint, throughEnvoy }, secured) => {
      const { tallies, security } = below.of(throughWaypoint)
      return toTransport(
        [...tallies, ...carriedBy(throughEnvoy)],
        securityShares([...security, ...secured]),
      )
    },
  }
}

const hopsOf = ({ requests, volumes }: TrafficSamples): Hop[] => [
  ...new Set([...requests, ...volumes].map(({ hop }) => hop)),
]

const nameOf = ({ namespace, workload }: Peer) => qualifiedName({ namespace, name: workload })
const namedOf = ({ namespace, workload }: Peer): Named => ({ namespace, name: workload })

/** From where a service was called: what a report before the waypoint and the waypoint's own share. */
const routeOf = ({ source, destinationService }: Hop) =>
  `${source ? nameOf(source) : ''} ${destinationService}`

/**
 * Waypoints as Kubernetes says. Where it does not know a workload, the metrics give a waypoint away:
 * connections by a service's name went to it, while that service's waypoint reports that others
 * answered the requests.
 */
function waypointsIn(samples: TrafficSamples, reported: readonly Hop[], facts: MeshFacts) {
  const waypoints = new Set(
    facts.workloads.filter(({ role }) => role === 'waypoint').map(qualifiedName),
  )
  const known = new Set(facts.workloads.map(qualifiedName))
  const answering = new Set(
    reported.flatMap(({ destination }) => (destination ? [nameOf(destination)] : [])),
  )
  const routes = new Set(reported.map(routeOf))
  for (const hop of hopsOf(samples)) {
    const { reporter, protocol, destination, destinationService } = hop
    if (reporter !== 'source' || protocol !== 'tcp' || !destination) continue
    if (!isKnown(destinationService) || !routes.has(routeOf(hop))) continue
    const name = nameOf(destination)
    if (isKnown(destination.workload) && !known.has(name) && !answering.has(name))
      waypoints.add(name)
  }
  return (peer: Peer | null) => peer !== null && waypoints.has(nameOf(peer))
}

type Judges = {
  isWaypoint: (peer: Peer | null) => boolean
  isLeg: (sample: { hop: Hop }) => boolean
}

function layerBelow(
  samples: TrafficSamples,
  { isWaypoint, isLeg }: Judges,
  reported: readonly Hop[],
) {
  const before = new Map<string, { waypoint: Named; tally: Tally }>()
  const behind = new Map<string, { waypoint: Named; security: SecuritySample[] }>()
  for (const sample of samples.volumes.filter(isLeg)) {
    const { hop } = sample
    if (!hop.destination || !isWaypoint(hop.destination) || hop.reporter !== 'source') continue
    const key = routeOf(hop)
    const known = before.get(key) ?? { waypoint: namedOf(hop.destination), tally: emptyTally() }
    before.set(key, known)
    addVolume(known.tally, sample)
  }
  for (const { hop } of [...samples.volumes, ...(samples.security ?? [])].filter(isLeg))
    if (
      hop.source &&
      hop.destination &&
      isWaypoint(hop.source) &&
      !behind.has(nameOf(hop.destination))
    )
      behind.set(nameOf(hop.destination), { waypoint: namedOf(hop.source), security: [] })
  for (const sample of (samples.security ?? []).filter(isLeg))
    if (sample.hop.destination) behind.get(nameOf(sample.hop.destination))?.security.push(sample)
  const counts = countBy(reported.map(routeOf))
  return {
    waypointOf: (hop: Hop): Named | null =>
      before.get(routeOf(hop))?.waypoint ??
      (hop.destination && behind.get(nameOf(hop.destination))?.waypoint) ??
      null,
    of(hops: readonly Hop[]) {
      const tallies = wholeRoutes(hops, counts).flatMap((key) => before.get(key)?.tally ?? [])
      const security = hops.flatMap((hop) =>
        hop.destination ? (behind.get(nameOf(hop.destination))?.security ?? []) : [],
      )
      return { tallies, security: [...new Set(security)] }
    },
  }
}

function toTransport(tallies: readonly Tally[], mtls: SecurityShares | null): Transport | null {
  if (tallies.length === 0 && mtls === null) return null
  const sum = emptyTally()
  for (const { volumes } of tallies)
    for (const quantity of ['connections', 'sentBytes', 'receivedBytes'] as const) {
      const perSecond = volumes?.[quantity] ?? null
      if (perSecond !== null) addVolume(sum, { quantity, perSecond })
    }
  const { connectionsPerSecond, bytesPerSecond } = toTraffic(sum)
  return { connectionsPerSecond, bytesPerSecond, mtls }
}

/** A route whose calls are all among these: of a part of them, the part below is not known. */
function wholeRoutes(hops: readonly Hop[], counts: ReadonlyMap<string, number>): string[] {
  const own = countBy(hops.map(routeOf))
  return [...own].flatMap(([key, count]) => (count === counts.get(key) ? [key] : []))
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

/** Where a namespace has one waypoint, it is that one. */
function onlyWaypointIn({ workloads }: MeshFacts) {
  const waypoints = workloads.filter(({ role }) => role === 'waypoint')
  return (namespace: string): Named | null => {
    const [first, ...others] = waypoints.filter((one) => one.namespace === namespace)
    return first && others.length === 0 ? { namespace: first.namespace, name: first.name } : null
  }
}
