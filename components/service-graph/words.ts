import type { GraphSearch } from '@/lib/api/graph'
import { type Health, healthThresholds } from '@/lib/domain/health/health'
import type { Edge, GraphNode } from '@/lib/domain/service-graph/graph'
import type { Traffic } from '@/lib/domain/traffic/traffic'
import { formatBytesPerSecond } from '@/lib/format/bytes'
import { formatWindow } from '@/lib/format/duration'
import { formatPercent } from '@/lib/format/percent'
import { formatRate } from '@/lib/format/rate'

/** What a node is called, on its card and in every sentence about it. */
export function nodeName(node: GraphNode): string {
  if (node.kind === 'unknown') return 'unknown'
  if (node.kind === 'more') return `${node.count} more`
  return node.kind === 'hidden' ? 'hidden' : node.name
}

/** `null` for what lies in no namespace. */
export function nodeNamespace(node: GraphNode): string | null {
  if (node.kind === 'namespace') return node.name
  return 'namespace' in node ? node.namespace : null
}

/** The time that is looked at, after "in": `the last 5 min`; of a moment in the past, `these 5 min`. */
export const windowWords = ({ window, at }: GraphSearch): string =>
  `${at === undefined ? 'the last' : 'these'} ${formatWindow(window)}`

export const counted = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`

const isGateway = (node: GraphNode) =>
  'marks' in node && node.marks.some(({ kind }) => kind === 'gateway')

/** The second line of a card. */
export function nodeCaption(node: GraphNode): string {
  switch (node.kind) {
    case 'workload':
      return [isGateway(node) ? 'gateway' : (node.version ?? 'workload'), node.namespace].join(
        ' · ',
      )
    case 'app':
      return [isGateway(node) ? 'gateway' : (node.version ?? 'app'), node.namespace].join(' · ')
    case 'service':
      return ['service', node.namespace].join(' · ')
    case 'namespace':
      return [
        counted(node.counts.workloads, 'workload'),
        counted(node.counts.services, 'service'),
      ].join(' · ')
    case 'serviceEntry':
      return 'outside the mesh, registered'
    case 'passthrough':
      return 'outside the mesh, let through'
    case 'blackHole':
      return 'outside the mesh, blocked'
    case 'unknown':
      return node.candidates.length > 0
        ? `no proxy · ${counted(node.candidates.length, 'candidate')}`
        : 'not told by the metrics'
    case 'hidden':
      return 'namespaces that you may not see'
    case 'more':
      // They come after those with more trouble, and of these after those with more traffic.
      if (node.health === 'unknown') return 'quieter'
      return node.health === 'healthy' ? 'quieter and healthy' : 'fewer errors or calls'
  }
}

/** Name and version, for sentences and headings: `reviews v2`. A workload's name tells them apart already. */
export function nodeTitle(node: GraphNode): string {
  const version = node.kind === 'app' ? node.version : null
  return version === null ? nodeName(node) : `${nodeName(node)} ${version}`
}

/** What a node received; for one that only sends, what it sent. */
export const mainTraffic = (node: GraphNode): { traffic: Traffic; direction: 'in' | 'out' } =>
  !isSilent(node.in) || isSilent(node.out)
    ? { traffic: node.in, direction: 'in' }
    : { traffic: node.out, direction: 'out' }

export const isSilent = (traffic: Traffic): boolean =>
  traffic.requestsPerSecond === null &&
  traffic.messagesPerSecond === null &&
  traffic.bytesPerSecond === null &&
  traffic.connectionsPerSecond === null

/** What is unknown or hidden is many things, without a health of their own: their edges have one. */
export function nodeHealth(node: GraphNode): Health {
  if (node.kind === 'unknown' || node.kind === 'hidden') return 'unknown'
  return node.health
}

/** TCP has bytes and no outcome, so it has a colour of its own instead of a health. */
export type EdgeTone = Health | 'tcp'

export const edgeTone = (edge: Edge): EdgeTone => (edge.protocol === 'tcp' ? 'tcp' : edge.health)

/** Traffic as it is spoken: `8.21 requests per second, 2.1 % errors`. */
export function trafficWords(traffic: Traffic): string {
  if (isSilent(traffic)) return 'no traffic seen'
  const { requestsPerSecond, errorRatio, bytesPerSecond } = traffic
  return [
    requestsPerSecond !== null &&
      `${formatRate(requestsPerSecond).replace('/s', '')} requests per second`,
    errorRatio !== null && `${formatPercent(errorRatio)} errors`,
    bytesPerSecond !== null &&
      `${formatBytesPerSecond(bytesPerSecond.sent + bytesPerSecond.received)}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** What a symbol is drawn for, besides the colour. */
export const isTrouble = (tone: EdgeTone): tone is 'degraded' | 'failing' =>
  tone === 'degraded' || tone === 'failing'

export const degradedFrom = formatPercent(healthThresholds.degraded)
export const failingFrom = formatPercent(healthThresholds.failing)
