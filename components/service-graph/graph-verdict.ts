import type { GraphNode } from '@/lib/domain/service-graph/graph'
import { isSilent, nodeHealth, nodeName } from './words'

const mostNames = 3

/** How all that is drawn is doing, in one sentence. */
export function graphVerdict(nodes: readonly GraphNode[]): string {
  const seen = nodes.filter((node) => !isSilent(node.in) || !isSilent(node.out))
  if (seen.length === 0) return 'No traffic is seen.'
  const failing = seen.filter((node) => nodeHealth(node) === 'failing')
  const degraded = seen.filter((node) => nodeHealth(node) === 'degraded')
  if (failing.length > 0) return `Failing: ${named(failing)}.`
  if (degraded.length > 0) return `Degraded: ${named(degraded)}.`
  return 'Nothing fails of what has traffic.'
}

function named(nodes: readonly GraphNode[]): string {
  const names = nodes.slice(0, mostNames).map(nodeName)
  const more = nodes.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
