import { type NodeIdentity, parseEdgeId, parseNodeId } from '@/lib/domain/service-graph/ids'

/** What an id says of its node or edge, though it is not in the picture. */
export function identityWords(id: string): string {
  const edge = parseEdgeId(id)
  if (edge) return `${nodeWords(edge.source)} → ${nodeWords(edge.target)}`
  const node = parseNodeId(id)
  return node ? nodeWords(node) : id
}

function nodeWords(node: NodeIdentity): string {
  if ('host' in node) return node.host
  if ('name' in node) return node.name
  return node.kind
}
