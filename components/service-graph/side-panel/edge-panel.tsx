import { HealthBadge } from '@/components/mesh/health'
import { PanelSection } from '@/components/ui/panel-section'
import type { Edge, GraphNode, Reporter } from '@/lib/domain/service-graph/graph'
import { formatWindow } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import type { Call } from '../slots'
import { isTrouble, nodeTitle } from '../words'
import { CodesTable } from './codes-table'
import { Figures } from './figures'
import { PanelFrame } from './frame'
import { HealthReason } from './health-reason'
import { Layers } from './layers'
import { Security } from './security'
import type { PanelContext } from './side-panel'
import { TrafficCharts } from './traffic-charts'
import { Trouble } from './trouble'

const protocols: Record<Edge['protocol'], string> = {
  http: 'HTTP requests',
  grpc: 'gRPC requests',
  tcp: 'TCP connections',
}

const reporters: Record<Reporter | 'mixed', string> = {
  source: 'counted at the source',
  destination: 'counted at the destination',
  waypoint: 'counted at the waypoint',
  mixed: 'counted at several places',
}

export function EdgePanel({
  call,
  context: { search, question, slots, onSelect, onChange },
}: {
  call: Call
  context: PanelContext
}) {
  const { edge, source, target } = call
  return (
    <PanelFrame
      kind={protocols[edge.protocol]}
      title={
        <>
          <NodeLink node={source} onSelect={onSelect} /> <span className="text-muted">→</span>{' '}
          <NodeLink node={target} onSelect={onSelect} />
        </>
      }
      badge={edge.protocol !== 'tcp' && <HealthBadge health={edge.health} />}
      onClose={() => onSelect(null)}
    >
      <Figures traffic={edge.traffic} health={edge.health} latencyMs={edge.latencyMs} />
      <HealthReason reason={edge.healthReason} />
      <p className="-mt-2 text-small text-muted">
        Observed over {formatWindow(question.window)}, {reporters[edge.reporter]}
        {edge.share !== null && `; ${formatPercent(edge.share)} of what ${nodeTitle(source)} sends`}
        .{edge.mirrored && ' Copies that a route mirrors: no caller waits for their answers.'}
      </p>
      {isTrouble(edge.health) && <Trouble of={{ edge: edge.id }} search={search} />}
      <TrafficCharts of={{ edge: edge.id }} search={search} />
      {edge.traffic.byCode.length > 0 && (
        <PanelSection title="Outcomes">
          <CodesTable codes={edge.traffic.byCode} />
        </PanelSection>
      )}
      <Layers edge={edge} />
      <Security
        edge={edge}
        isAsked={search.edges.includes('mtls')}
        isAnswered={question.mtls}
        onAsk={() => onChange({ edges: [...search.edges, 'mtls'] })}
      />
      {slots.edgeRouting?.(call)}
      {slots.edgeSecurity?.(call)}
    </PanelFrame>
  )
}

function NodeLink({ node, onSelect }: { node: GraphNode; onSelect: (id: string) => void }) {
  return (
    <button
      type="button"
      onClick={() => onSelect(node.id)}
      className="text-left hover:text-accent hover:underline"
    >
      {nodeTitle(node)}
    </button>
  )
}
