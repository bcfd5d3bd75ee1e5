import dynamic from 'next/dynamic'
import type { SidePanelSlots } from '@/components/service-graph/slots'
import { type GraphNode, isMeshNode } from '@/lib/domain/service-graph/graph'
import type { Scope } from '@/lib/search-params/scope'

// Only for a panel that is open: nobody else waits for their code.
const SplitSlot = dynamic(
  () => import('@/components/traffic-split/split-slot').then((module) => module.SplitSlot),
  { ssr: false },
)
const NodeSecurity = dynamic(
  () => import('@/components/mtls/node-security').then((module) => module.NodeSecurity),
  { ssr: false },
)
const CallSecurity = dynamic(
  () => import('@/components/mtls/call-security').then((module) => module.CallSecurity),
  { ssr: false },
)

/** What other subjects say in the graph's side panel. */
export const sidePanelSlots = (scope: Scope): SidePanelSlots => ({
  nodeRouting: (node) => splitSlots(node, scope),
  edgeRouting: ({ target }) => splitSlots(target, scope),
  nodeSecurity: (node) =>
    'namespace' in node && node.namespace !== null ? (
      <NodeSecurity namespace={node.namespace} scope={scope} />
    ) : null,
  edgeSecurity: ({ source, target }) =>
    target.kind === 'workload' && (source.kind === 'workload' || source.kind === 'unknown') ? (
      <CallSecurity
        client={source.kind === 'workload' ? source : null}
        server={target}
        scope={scope}
      />
    ) : null,
})

const splitSlots = (node: GraphNode, scope: Scope) =>
  isMeshNode(node) &&
  node.marks.map(
    (mark) =>
      mark.kind === 'trafficSplit' && (
        <SplitSlot
          key={`${mark.virtualService.namespace}/${mark.virtualService.name}`}
          split={{ kind: 'VirtualService', ...mark.virtualService }}
          scope={scope}
        />
      ),
  )
