import { ArrowRight } from 'lucide-react'
import { HealthSymbol } from '@/components/mesh/health'
import { PanelSection } from '@/components/ui/panel-section'
import type { Edge, GraphNode } from '@/lib/domain/service-graph/graph'
import { formatBytesPerSecond } from '@/lib/format/bytes'
import { formatRate } from '@/lib/format/rate'
import { type EdgeTone, edgeTone, isTrouble, nodeNamespace, nodeTitle } from '../words'

export type Flow = { edge: Edge; other: GraphNode }

function amount({ traffic: { requestsPerSecond, bytesPerSecond } }: Edge): string {
  if (requestsPerSecond !== null) return formatRate(requestsPerSecond)
  return bytesPerSecond
    ? formatBytesPerSecond(bytesPerSecond.sent + bytesPerSecond.received)
    : 'rate not known'
}

const Trouble = ({ tone }: { tone: EdgeTone }) =>
  isTrouble(tone) && <HealthSymbol health={tone} className="size-2.5" />

const manyFlows = 50

/** Who calls, or who is called: each line leads to that edge, its name to that node. */
export function Flows({
  title,
  none,
  flows,
  onSelect,
}: {
  title: string
  /** What is said when there are none. */
  none: string
  flows: readonly Flow[]
  onSelect: (id: string) => void
}) {
  return (
    <PanelSection title={title}>
      {flows.length === 0 && <p className="text-muted">{none}</p>}
      <ul>
        {flows.slice(0, manyFlows).map(({ edge, other }) => (
          <li key={edge.id} className="flex h-8 items-center gap-2 border-b border-line">
            <button
              type="button"
              onClick={() => onSelect(other.id)}
              className="min-w-0 flex-1 truncate text-left font-medium hover:text-accent hover:underline"
            >
              {nodeTitle(other)}
              {other.kind !== 'namespace' && (
                <span className="font-normal text-muted"> {nodeNamespace(other)}</span>
              )}
            </button>
            <button
              type="button"
              onClick={() => onSelect(edge.id)}
              title="Show this edge"
              className="inline-flex items-center gap-1.5 hover:text-accent hover:underline"
            >
              <Trouble tone={edgeTone(edge)} />
              {amount(edge)}
              <ArrowRight aria-hidden className="size-3.5 text-muted" />
            </button>
          </li>
        ))}
      </ul>
      {flows.length > manyFlows && (
        <p className="text-small text-muted">and {flows.length - manyFlows} more, quieter ones</p>
      )}
    </PanelSection>
  )
}
