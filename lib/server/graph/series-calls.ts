import 'server-only'
import type { ElementSearch } from '../../api/series'
import { parseServiceHost } from '../../domain/host'
import {
  type EdgeIdentity,
  type NodeIdentity,
  parseEdgeId,
  parseNodeId,
} from '../../domain/service-graph/ids'
import type { MeshFacts } from '../../domain/service-graph/mesh-facts'
import { selects } from '../../domain/workload'
import type { Viewer } from '../../identity/viewer'
import { type Calls, callsOfEdge, callsOfNode } from '../../prometheus/identity-matchers'

/** `null` for what cannot be selected and for what the viewer may not see: the two look the same. */
export function seriesCalls(search: ElementSearch, viewer: Viewer, facts: MeshFacts): Calls {
  const context = { services: search.services, workloadsOf: workloadsOf(facts) }
  if (search.edge !== undefined) {
    const edge = parseEdgeId(search.edge)
    // What counts on an edge is what its source sent: of copies there is no series by that rule.
    return edge && !edge.mirrored && maySeeEdge(viewer, edge)
      ? ofProtocol(edge, callsOfEdge(edge, context))
      : null
  }
  const node = parseNodeId(search.node ?? '')
  return node && maySee(viewer, node) ? callsOfNode(node, search.direction, context) : null
}

/** TCP has metrics of its own; a series without the label is drawn as http. */
const ofProtocol = ({ protocol }: EdgeIdentity, calls: Calls): Calls =>
  protocol === 'tcp' || calls === null
    ? calls
    : calls.map((matchers) => [
        ...matchers,
        ['request_protocol', '=~', protocol === 'grpc' ? 'grpc' : 'http|'],
      ])

function maySeeEdge(viewer: Viewer, { source, target }: EdgeIdentity): boolean {
  const ends = [source, target]
  // What lies outside of every namespace is seen by who sees the other end.
  return (
    ends.some((node) => maySee(viewer, node)) &&
    ends.every((node) => ('host' in node ? maySeeHost(viewer, node.host) : maySee(viewer, node)))
  )
}

/** The graph draws a service's host as the service: only who may not see it would ask like this. */
function maySeeHost({ sees }: Viewer, host: string): boolean {
  const service = parseServiceHost(host)
  return sees.kind === 'all' || service === null || sees.names.has(service.namespace)
}

function maySee({ sees }: Viewer, node: NodeIdentity): boolean {
  if (sees.kind === 'all') return true
  if (node.kind === 'namespace') return sees.names.has(node.name)
  return 'namespace' in node && node.namespace !== null && sees.names.has(node.namespace)
}

const workloadsOf = (facts: MeshFacts) => (service: { namespace: string; name: string }) => {
  const selector = facts.services.find(
    ({ namespace, name }) => namespace === service.namespace && name === service.name,
  )?.selector
  return facts.workloads
    .filter(({ namespace }) => namespace === service.namespace)
    .filter(({ labels }) => selects(selector ?? {}, labels))
    .map(({ name }) => name)
}
