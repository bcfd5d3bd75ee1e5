'use client'
import { Skeleton } from '@/components/ui/skeleton'
import type { GraphSearch } from '@/lib/api/graph'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import type { GraphScreenSearch } from '@/lib/search-params/graph'
import type { SidePanelSlots } from '../slots'
import { windowWords } from '../words'
import { EdgePanel } from './edge-panel'
import { PanelFrame } from './frame'
import { identityWords } from './identity-words'
import { NodePanel } from './node-panel'
import { useGraphAround } from './use-graph-around'
import { usePanelFocus } from './use-panel-focus'

export type PanelContext = {
  search: GraphScreenSearch
  /** Which the graph answers: behind what is asked for now, until that is answered. */
  question: GraphSearch
  slots: SidePanelSlots
  onSelect: (id: string | null) => void
  onChange: (change: Partial<GraphScreenSearch>) => void
}

type Props = {
  selected: string
  /** The one on screen. */
  graph: ServiceGraph
  context: PanelContext
}

export const SidePanel = (props: Props) => (
  <div {...usePanelFocus(props.selected)} className="contents">
    <Panel {...props} />
  </div>
)

function Panel({ selected, graph: shown, context }: Props) {
  const graph = useGraphAround(selected, shown, context.search)
  if (graph === null)
    return (
      <PanelFrame kind="…" title={identityWords(selected)} onClose={() => context.onSelect(null)}>
        <Skeleton className="h-24" />
      </PanelFrame>
    )
  const find = (id: string) => graph.nodes.find((one) => one.id === id)
  const node = find(selected)
  if (node) return <NodePanel node={node} graph={graph} context={context} />
  const edge = graph.edges.find((one) => one.id === selected)
  const source = edge && find(edge.source)
  const target = edge && find(edge.target)
  return edge && source && target ? (
    <EdgePanel call={{ edge, source, target }} context={context} />
  ) : (
    <Gone selected={selected} context={context} />
  )
}

/** A link may select what has been silent since: the id still says what it was. */
function Gone({
  selected,
  context: { question, onSelect },
}: {
  selected: string
  context: PanelContext
}) {
  return (
    <PanelFrame
      kind="Not in the picture"
      title={identityWords(selected)}
      onClose={() => onSelect(null)}
    >
      <p className="text-muted">
        No traffic seen in {windowWords(question)}, or it is not part of this view and these
        namespaces.
      </p>
    </PanelFrame>
  )
}
