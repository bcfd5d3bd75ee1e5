import { HealthBadge } from '@/components/mesh/health'
import { objectWords } from '@/components/mesh/mark-words'
import { MarkChip } from '@/components/mesh/marks'
import { Button } from '@/components/ui/button'
import { PanelSection } from '@/components/ui/panel-section'
import type { GraphNode, ServiceGraph } from '@/lib/domain/service-graph/graph'
import { formatWindow } from '@/lib/format/duration'
import { kindsOf } from '../card'
import { isSilent, isTrouble, mainTraffic, nodeHealth, nodeNamespace, nodeTitle } from '../words'
import { CodesTable } from './codes-table'
import { Figures } from './figures'
import { type Flow, Flows } from './flows'
import { PanelFrame } from './frame'
import { HealthReason } from './health-reason'
import { MarkFacts } from './mark-facts'
import type { PanelContext } from './side-panel'
import { SplitFacts } from './split-facts'
import { TrafficCharts } from './traffic-charts'
import { Trouble } from './trouble'

const kinds: Record<GraphNode['kind'], string> = {
  workload: 'Workload',
  app: 'App',
  service: 'Service',
  namespace: 'Namespace',
  serviceEntry: 'External service',
  passthrough: 'Outside the mesh, let through',
  blackHole: 'Outside the mesh, blocked',
  unknown: 'Not identified',
  hidden: 'Namespaces that you may not see',
  more: 'Group',
}

const kindWords = (node: GraphNode) => {
  const namespace = node.kind === 'namespace' ? null : nodeNamespace(node)
  return namespace === null ? kinds[node.kind] : `${kinds[node.kind]} in ${namespace}`
}

/** Loudest first. */
function flowsOf(id: string, end: 'source' | 'target', { nodes, edges }: ServiceGraph): Flow[] {
  const other = end === 'source' ? 'target' : 'source'
  return edges
    .filter((edge) => edge[end] === id)
    .flatMap((edge) => {
      const node = nodes.find((one) => one.id === edge[other])
      return node ? [{ edge, other: node }] : []
    })
    .sort(
      (a, b) => (b.edge.traffic.requestsPerSecond ?? 0) - (a.edge.traffic.requestsPerSecond ?? 0),
    )
}

export function NodePanel({
  node,
  graph,
  context,
}: {
  node: GraphNode
  graph: ServiceGraph
  context: PanelContext
}) {
  const { search, question, slots, onSelect, onChange } = context
  const { traffic, direction } = mainTraffic(node)
  const marks = 'marks' in node ? node.marks : []
  const health = nodeHealth(node)
  return (
    <PanelFrame
      kind={kindWords(node)}
      title={nodeTitle(node)}
      // Seen, and yet without a health to speak of: TCP, or callers that nobody can tell apart.
      badge={(health !== 'unknown' || isSilent(traffic)) && <HealthBadge health={health} />}
      onClose={() => onSelect(null)}
    >
      {marks.length > 0 && (
        <p className="-mt-2 flex flex-wrap gap-1">
          {kindsOf(marks).map((kind) => (
            <MarkChip key={kind} kind={kind} />
          ))}
        </p>
      )}
      {node.kind === 'unknown' && <WhyUnknown reason={node.reason} candidates={node.candidates} />}
      {canFocus(node) && <FocusButton node={node} search={search} onChange={onChange} />}
      <Figures traffic={traffic} health={health} />
      {'healthReason' in node && <HealthReason reason={node.healthReason} />}
      {'registeredBy' in node && node.registeredBy && (
        <p className="-mt-2 text-small text-muted">
          Registered by {objectWords(node.registeredBy)}
        </p>
      )}
      {isTrouble(health) && <Trouble of={{ node: node.id, direction }} search={search} />}
      {!isSilent(traffic) && (
        <>
          <p className="-mt-2 text-small text-muted">
            {direction === 'in' ? 'Received' : 'Sent'}, observed over{' '}
            {formatWindow(question.window)}.
            {node.kind === 'namespace' && ' A namespace is as healthy as its sickest workload.'}
          </p>
          <TrafficCharts of={{ node: node.id, direction }} search={search} />
        </>
      )}
      {marks.map(
        (mark) =>
          mark.kind === 'trafficSplit' && (
            <SplitFacts
              key={`${mark.virtualService.namespace}/${mark.virtualService.name}`}
              split={mark}
              node={node}
              graph={graph}
              window={question.window}
            />
          ),
      )}
      <MarkFacts marks={marks} />
      {slots.nodeRouting?.(node)}
      {slots.nodeSecurity?.(node)}
      {!isSilent(traffic) && (
        <>
          <Flows
            title="Called by"
            none="No caller seen in this window."
            flows={flowsOf(node.id, 'target', graph)}
            onSelect={onSelect}
          />
          <Flows
            title="Calls"
            none="No call seen in this window."
            flows={flowsOf(node.id, 'source', graph)}
            onSelect={onSelect}
          />
        </>
      )}
      {traffic.byCode.length > 0 && (
        <PanelSection
          title={direction === 'in' ? 'Outcomes of what it received' : 'Outcomes of what it sent'}
        >
          <CodesTable codes={traffic.byCode} />
        </PanelSection>
      )}
    </PanelFrame>
  )
}

/** What stands for many, or for nobody in particular, has no surroundings of its own. */
const canFocus = ({ kind }: GraphNode) => kind !== 'more' && kind !== 'hidden' && kind !== 'unknown'

function FocusButton({
  node: { id },
  search,
  onChange,
}: {
  node: GraphNode
  search: PanelContext['search']
  onChange: PanelContext['onChange']
}) {
  const isFocused = search.focus === id
  return (
    <Button
      onClick={() => onChange({ focus: isFocused ? null : id, expand: [] })}
      className="self-start"
    >
      {isFocused ? 'Show everything again' : 'Show only what is around it'}
    </Button>
  )
}

function WhyUnknown({ reason, candidates }: { reason: string; candidates: readonly string[] }) {
  return (
    <>
      <p>{reason}</p>
      {candidates.length > 0 && (
        <PanelSection title="What it could be">
          <ul className="list-inside list-disc">
            {candidates.map((candidate) => (
              <li key={candidate}>{candidate}</li>
            ))}
          </ul>
        </PanelSection>
      )}
    </>
  )
}
