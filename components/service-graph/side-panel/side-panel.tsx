import type { GraphSearch } from '@/lib/api/graph'
import type { ServiceGraph } from '@/lib/domain/service-graph/graph'
import { type NodeIdentity, parseEdgeId, parseNodeId } from '@/lib/domain/service-graph/ids'
import type { GraphScreenSearch } from '@/lib/search-params/graph'
import type { SidePanelSlots } from '../slots'
import { windowWords } from '../words'
import { EdgePanel } from './edge-panel'
import { PanelFrame } from './frame'
import { NodePanel } from './node-panel'

export type PanelContext = {
  search: GraphScreenSearch
  /** Which the graph answers: behind what is asked for now, until that is answered. */
  question: GraphSearch
  slots: SidePanelSlots
  onSelect: (id: string | null) => void
  onChange: (change: Partial<GraphScreenSearch>) => void
}

export function SidePanel({
  selected,
  graph,
  context,
}: {
  selected: string
  graph: ServiceGraph
  context: PanelContext
}) {
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
      title={selectedWords(selected)}
      onClose={() => onSelect(null)}
    >
      <p className="text-muted">
        No traffic seen in {windowWords(question)}, or it is not part of this view and these
        namespaces.
      </p>
    </PanelFrame>
  )
}

function selectedWords(id: string): string {
  const edge = parseEdgeId(id)
  if (edge) return `${identityWords(edge.source)} → ${identityWords(edge.target)}`
  const node = parseNodeId(id)
  return node ? identityWords(node) : id
}

function identityWords(node: NodeIdentity): string {
  if ('host' in node) return node.host
  if ('name' in node) return node.name
  return node.kind
}
