import type { LedgerKey, LedgerParty } from '../ledger'
import type { Ended } from '../report/ended'
import type { MetricLabels } from '../report/peer-labels'
import type { Fate } from '../resolve/fate'
import type { MeshPod } from '../world/mesh-pod'

const party = ({ namespace, workload, proxy, isAmbient }: MeshPod): LedgerParty => ({
  namespace,
  workload,
  hasProxy: proxy !== null || isAmbient,
})

export const serverOf = (fate: Fate) => ('server' in fate ? fate.server : null)

export const waypointOf = (fate: Fate) => ('waypoint' in fate ? fate.waypoint : null)

/** The facts by which the ledger files a call. */
export function ledgerKey(
  ended: Ended,
  kind: LedgerKey['kind'],
  observer: string | null,
): LedgerKey {
  const { client, fate, code, grpcStatus, protocol } = ended
  const service = 'service' in fate ? fate.service : null
  const server = serverOf(fate)
  return {
    kind,
    source: party(client),
    destination: server && party(server),
    service: service?.host ?? ended.hostHeader,
    protocol,
    code,
    grpcStatus,
    flags: ended.flags ?? (fate.kind === 'failed' ? fate.flags : '-'),
    security: 'security' in fate ? fate.security : 'none',
    observer,
  }
}

const isNamed = (
  { namespace, workload }: MeshPod,
  side: 'source' | 'destination',
  labels: MetricLabels,
) => labels[`${side}_workload`] === workload && labels[`${side}_workload_namespace`] === namespace

/** The ends of what a ztunnel carries: with a waypoint one of them is the waypoint. */
export function partiesOfLeg(ended: Ended, labels: MetricLabels): Partial<LedgerKey> {
  const waypoint = waypointOf(ended.fate)
  if (!waypoint) return {}
  if (isNamed(waypoint, 'destination', labels)) return { destination: party(waypoint) }
  return isNamed(waypoint, 'source', labels) ? { source: party(waypoint) } : {}
}
