import type { Health } from '@/lib/domain/health/health'
import type { GraphNode } from '@/lib/domain/service-graph/graph'
import { isSilent, mainTraffic, nodeHealth, nodeName, nodeTitle, trafficWords } from './words'

const mostNames = 3

/** How all that is drawn is doing, in one sentence; first of all what the picture is about. */
export function graphVerdict(nodes: readonly GraphNode[], focus: string | null = null): string {
  const meant = nodes.find(({ id }) => id === focus)
  return meant ? focusVerdict(meant, nodes) : wholeVerdict(nodes)
}

const doing: Record<Health, string> = {
  healthy: 'is healthy',
  degraded: 'is degraded',
  failing: 'is failing',
  unknown: 'has too little traffic to judge',
}

function focusVerdict(meant: GraphNode, nodes: readonly GraphNode[]): string {
  const { traffic, direction } = mainTraffic(meant)
  if (isSilent(traffic)) return `No traffic of ${nodeTitle(meant)} is seen.`
  const failing = nodes.filter((node) => node !== meant && nodeHealth(node) === 'failing')
  const around = failing.length > 0 ? `; failing around it: ${named(failing)}` : ''
  const sent = direction === 'out' ? 'it sends ' : ''
  return `${nodeTitle(meant)} ${doing[nodeHealth(meant)]}: ${sent}${trafficWords(traffic)}${around}.`
}

function wholeVerdict(nodes: readonly GraphNode[]): string {
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
