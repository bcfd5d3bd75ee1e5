import { PanelSection } from '@/components/ui/panel-section'
import type { Edge } from '@/lib/domain/service-graph/graph'
import { formatBytesPerSecond } from '@/lib/format/bytes'
import { formatPercent } from '@/lib/format/percent'
import { formatRate } from '@/lib/format/rate'

/**
 * In an ambient mesh the same calls are seen twice: as requests by a waypoint, as connections by
 * ztunnel. Two layers of one thing, never added up.
 */
export function Layers({ edge: { waypoint, transport } }: { edge: Edge }) {
  if (!waypoint && !transport) return null
  return (
    <PanelSection title="Layers">
      {waypoint && (
        <p className="text-small">
          <span className="text-muted">Requests, through waypoint </span>
          {waypoint.namespace}/{waypoint.name}
        </p>
      )}
      {transport && (
        <p className="text-small">
          <span className="text-muted">Below, as ztunnel saw it: </span>
          {transportWords(transport)}
        </p>
      )}
    </PanelSection>
  )
}

function transportWords({
  connectionsPerSecond,
  bytesPerSecond,
  mtls,
}: NonNullable<Edge['transport']>): string {
  const known = [
    connectionsPerSecond !== null && `${formatRate(connectionsPerSecond)} connections`,
    bytesPerSecond && formatBytesPerSecond(bytesPerSecond.sent + bytesPerSecond.received),
    mtls && `${formatPercent(mtls.mutualTls)} mutual TLS`,
  ].filter(Boolean)
  return known.length > 0 ? known.join(', ') : 'nothing in this window'
}
