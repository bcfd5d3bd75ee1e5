import { DataTable } from '@/components/ui/data-table'
import { PanelSection } from '@/components/ui/panel-section'
import type { GraphNode, ServiceGraph } from '@/lib/domain/service-graph/graph'
import { formatWindow } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { observedShare, type Split } from './observed-shares'

/**
 * What the route asks for beside what was seen. They differ for good reasons (the window is older
 * than the change, few requests, other callers), so neither is drawn as the other.
 */
export function SplitFacts({
  split,
  node,
  graph,
  window,
}: {
  split: Split
  /** Which carries the split's mark. */
  node: GraphNode
  graph: ServiceGraph
  /** Seconds. */
  window: number
}) {
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
        {split.destinations.map((destination) => {
          const { host, subset, weight, share } = destination
          const observed = observedShare(destination, { node, split, graph })
          return (
            <tr key={`${host} ${subset}`}>
              <td className="font-semibold">{subset ?? host}</td>
              <td>
                {formatPercent(share)}
                {weight !== null && <span className="text-muted"> weight {weight}</span>}
              </td>
              <td>
                {observed === null ? (
                  <span className="text-muted">not known</span>
                ) : (
                  formatPercent(observed)
                )}
              </td>
            </tr>
          )
        })}
      </DataTable>
    </PanelSection>
  )
}
