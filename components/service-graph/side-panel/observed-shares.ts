import type { GraphNode, Mark, ServiceGraph } from '@/lib/domain/service-graph/graph'
import { nodeName } from '../words'

export type Split = Extract<Mark, { kind: 'trafficSplit' }>
export type Destination = Split['destinations'][number]

type Received = { node: GraphNode; requestsPerSecond: number | null }

const isSameRoute = (a: Split, b: Split) =>
  a.virtualService.name === b.virtualService.name &&
  a.virtualService.namespace === b.virtualService.namespace

const hasSplit = (node: GraphNode, split: Split) =>
  'marks' in node &&
  node.marks.some((mark) => mark.kind === 'trafficSplit' && isSameRoute(mark, split))

/** Behind a service node are those it leads to; without one, all that carry the same route's mark. */
function behind(node: GraphNode, split: Split, { nodes, edges }: ServiceGraph): Received[] {
  if (node.kind !== 'service')
    return nodes
      .filter((one) => hasSplit(one, split))
      .map((one) => ({ node: one, requestsPerSecond: one.in.requestsPerSecond }))
  return edges
    .filter(({ source }) => source === node.id)
    .flatMap(({ target, traffic: { requestsPerSecond } }) => {
      const found = nodes.find(({ id }) => id === target)
      return found ? [{ node: found, requestsPerSecond }] : []
    })
}

const versionOf = (node: GraphNode) => ('version' in node ? node.version : null)

const isAt = ({ host, subset }: Destination, { node }: Received) =>
  subset === null ? nodeName(node) === host : versionOf(node) === subset

/**
 * How a destination fared: its share of all requests that its likes received in the window. A subset
 * is taken for the version of its name, as the graph does not know a subset's labels; `null` where
 * that leads nowhere.
 */
export function observedShare(
  destination: Destination,
  { node, split, graph }: { node: GraphNode; split: Split; graph: ServiceGraph },
): number | null {
  const received = behind(node, split, graph)
  const total = received.reduce((sum, { requestsPerSecond }) => sum + (requestsPerSecond ?? 0), 0)
  const own = received.filter((one) => isAt(destination, one))
  if (own.length === 0 || total === 0) return null
  return own.reduce((sum, { requestsPerSecond }) => sum + (requestsPerSecond ?? 0), 0) / total
}
