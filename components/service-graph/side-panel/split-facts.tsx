import { DataTable } from '@/components/ui/data-table'
import type { GraphNode, Mark } from '@/lib/domain/service-graph/graph'
import { formatWindow } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { nodeTitle } from '../words'
import type { Flow } from './flows'
import { PanelSection } from './frame'

type Split = Extract<Mark, { kind: 'trafficSplit' }>
type Destination = Split['destinations'][number]

const destinationName = ({ host, subset }: Destination) => subset ?? host

const versionOf = (node: GraphNode): string | null =>
  'version' in node && node.version !== null ? node.version : null

const isDestination = (destination: Destination, { other }: Flow) =>
  versionOf(other) === destination.subset || nodeTitle(other) === destination.host

/**
 * What the route asks for beside what was seen. They differ for good reasons (the window is older
 * than the change, few requests, other callers), so neither is drawn as the other.
 */
export function SplitFacts({
  split,
  flows,
  window,
}: {
  split: Split
  flows: readonly Flow[]
  /** Seconds. */
  window: number
}) {
  const observed = (destination: Destination) => {
    const share = flows.find((flow) => isDestination(destination, flow))?.edge.share
    return share == null ? '–' : formatPercent(share)
  }
  return (
    <PanelSection title="Traffic split">
      <p className="text-small">
        <span className="text-muted">VirtualService </span>
        {split.virtualService.namespace}/{split.virtualService.name}
      </p>
      <DataTable
        caption="Configured and observed shares"
        head={['To', 'Configured now', `Observed, ${formatWindow(window)}`]}
      >
        {split.destinations.map((destination) => (
          <tr key={`${destination.host} ${destination.subset}`}>
            <td className="font-semibold">{destinationName(destination)}</td>
            <td>
              {formatPercent(destination.share)}
              {destination.weight !== null && (
                <span className="text-muted"> weight {destination.weight}</span>
              )}
            </td>
            <td>{observed(destination)}</td>
          </tr>
        ))}
      </DataTable>
    </PanelSection>
  )
}
