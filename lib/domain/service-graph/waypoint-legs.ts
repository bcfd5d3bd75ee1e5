import { qualifiedName } from '../workload'
import type { MeshFacts } from './mesh-facts'
import type { Hop, Peer, TrafficSamples } from './sample'

/**
 * A request through a waypoint is reported three times: by the waypoint, which knows both ends and
 * is counted, and by the ztunnels before and behind it as connections to and from the waypoint. Those
 * are the layer below of the same call, not calls of their own. Where no waypoint reports (it is not
 * scraped), they are all that is known, and stay.
 */
export function withoutWaypointLegs(samples: TrafficSamples, facts: MeshFacts): TrafficSamples {
  const waypoints = new Set(
    facts.workloads.filter(({ role }) => role === 'waypoint').map(qualifiedName),
  )
  const all = [...samples.requests, ...samples.tcp]
  if (waypoints.size === 0 || !all.some(({ hop }) => hop.reporter === 'waypoint')) return samples
  const isWaypoint = (peer: Peer | null) =>
    peer !== null && waypoints.has(qualifiedName({ ...peer, name: peer.workload }))
  const isCall = ({ hop }: { hop: Hop }) => !isWaypoint(hop.source) && !isWaypoint(hop.destination)
  return {
    requests: samples.requests.filter(isCall),
    tcp: samples.tcp.filter(isCall),
    latency: samples.latency?.filter(isCall) ?? null,
    security: samples.security?.filter(isCall) ?? null,
  }
}
