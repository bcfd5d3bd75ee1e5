import type { ReactNode } from 'react'
import type { Edge, GraphNode } from '@/lib/domain/service-graph/graph'

/** An edge with the nodes at its ends. */
export type Call = { edge: Edge; source: GraphNode; target: GraphNode }

/**
 * Places in the side panel for other subjects, which this folder does not know. The file beside the
 * route fills them. A slot gives panel sections (`PanelSection` of components/ui), or nothing where it
 * has nothing to say of what is selected.
 */
export type SidePanelSlots = {
  /** Routes that govern what the node receives, and the way to their editors. */
  nodeRouting?: (node: GraphNode) => ReactNode
  /** What the mesh asks for and saw of encryption where the node lives. */
  nodeSecurity?: (node: GraphNode) => ReactNode
  /** Routes that divide what is sent along the edge. */
  edgeRouting?: (call: Call) => ReactNode
  /** Whether this call must be, and is, mutual TLS, and by which objects. */
  edgeSecurity?: (call: Call) => ReactNode
}
