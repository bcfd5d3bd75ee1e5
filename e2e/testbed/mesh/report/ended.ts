import type { Fate, Protocol } from '../resolve/fate'
import type { MeshPod } from '../world/mesh-pod'
import type { MetricLabels } from './peer-labels'

/** One call with how it ended, as the labels tell it. */
export type Ended = {
  client: MeshPod
  /** As the application sent it: with a port where it is not the scheme's own. */
  hostHeader: string
  fate: Fate
  /** Empty for `tcp`, and not on its series. */
  code: string
  /** Empty for plain HTTP. */
  grpcStatus: string
  protocol: Protocol
  /** As the client's side reports it, where that is not the fate's own: `DI`, `UT`, `URX`. */
  flags?: string
  /** As the server's proxy saw it, where that is another end: `0` and `DC` after a timeout. */
  atServer?: { code: string; flags: string; grpcStatus: string }
  /** A copy that a mirror made: nobody at the client's side reports it. */
  isMirrored?: boolean
}

/** What one proxy says of one call. */
export type Report = {
  /** Whose counters these are: a pod's own proxy, a waypoint, the ztunnel of a pod's node. */
  proxy: MeshPod
  /** Requests with their histograms, or connections with their bytes. */
  metrics: 'requests' | 'connections'
  labels: MetricLabels
  /**
   * `response_flags` of `closed_total`, where that is not the label's own: a ztunnel opens with `-`
   * and closes with what came of it; then it counts the connection in `failed_total` too.
   */
  closedFlags: string
}
