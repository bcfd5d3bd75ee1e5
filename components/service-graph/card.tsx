import { Plus } from 'lucide-react'
import { HealthSymbol } from '@/components/mesh/health'
import { MarkIcon, markLooks } from '@/components/mesh/marks'
import type { Health } from '@/lib/domain/health/health'
import type { GraphNode, Mark } from '@/lib/domain/service-graph/graph'
import { cardSize, type Point } from './geometry'
import {
  isTrouble,
  mainTraffic,
  nodeCaption,
  nodeHealth,
  nodeName,
  nodeNamespace,
  nodeTitle,
  trafficWords,
} from './words'

/** The kind of a node, by outline. */
const outlines: Record<GraphNode['kind'], string> = {
  workload: 'rounded-panel border-solid px-3',
  app: 'rounded-panel border-solid px-3',
  namespace: 'rounded-panel border-solid border-2 px-3',
  service: 'rounded-full border-solid pl-[22px] pr-3.5',
  serviceEntry: 'rounded-panel border-dashed px-3',
  passthrough: 'rounded-panel border-dashed px-3',
  blackHole: 'rounded-panel border-dashed px-3',
  unknown: 'rounded-panel border-dotted px-3',
  hidden: 'rounded-panel border-dotted px-3',
  more: 'rounded-panel border-double border-4 px-3',
}

const troubles = { degraded: 'border-degraded', failing: 'border-failing' }

function borderColour({ kind }: GraphNode, health: Health): string {
  if (isTrouble(health)) return troubles[health]
  // Dots of the quiet colour would not be seen.
  return kind === 'unknown' || kind === 'hidden' ? 'border-muted' : 'border-line-strong'
}

const bars: Record<Health, string> = {
  healthy: 'bg-healthy',
  degraded: 'bg-degraded',
  failing: 'bg-failing',
  unknown: 'bg-line-strong',
}

/** Two routes may put the same mark on a node: it is shown once. */
export const kindsOf = (marks: readonly Mark[]): Mark['kind'][] => [
  ...new Set(marks.map(({ kind }) => kind)),
]

const marksOf = (node: GraphNode) => ('marks' in node ? kindsOf(node.marks) : [])

/** More than these would take the caption's room; the panel has them all. */
const mostIcons = 4

/** What opens a group in place; `null` of what is one thing. */
export const expandOf = (node: GraphNode): string | null => ('expand' in node ? node.expand : null)

/** All that the card shows, in one sentence. */
export function spokenCard(node: GraphNode, isFound = false): string {
  const namespace = nodeNamespace(node)
  const health = nodeHealth(node)
  return [
    nodeTitle(node),
    ...(namespace === null || node.kind === 'namespace' ? [] : [namespace]),
    trafficWords(mainTraffic(node).traffic),
    ...(isTrouble(health) ? [health] : []),
    ...marksOf(node).map((kind) => markLooks[kind].label),
    ...(expandOf(node) === null ? [] : ['a group, opens in place']),
    ...(isFound ? ['found'] : []),
  ].join(', ')
}

export function Card({
  node,
  at,
  isSelected,
  isFound,
  isTabStop,
  onOpen,
  onVisit,
}: {
  node: GraphNode
  at: Point
  isSelected: boolean
  isFound: boolean
  isTabStop: boolean
  onOpen: () => void
  /** It was given the focus. */
  onVisit: () => void
}) {
  const health = nodeHealth(node)
  const isGroup = expandOf(node) !== null
  return (
    <button
      type="button"
      data-element-id={node.id}
      data-node-id={node.id}
      aria-label={spokenCard(node, isFound)}
      {...(isGroup ? { 'aria-expanded': false } : { 'aria-pressed': isSelected })}
      title={nodeTitle(node)}
      tabIndex={isTabStop ? 0 : -1}
      // Keyboards and screen readers only: a pointer's tap is told from a drag by cytoscape.
      onClick={(event) => event.detail === 0 && onOpen()}
      onFocus={onVisit}
      style={{ left: at.x - cardSize.width / 2, top: at.y - cardSize.height / 2, ...cardSize }}
      className={`absolute flex items-center gap-1.5 border text-left ${isFound ? 'bg-accent-tint outline-2 outline-accent/60' : 'bg-surface'} aria-pressed:outline-2 aria-pressed:outline-accent ${outlines[node.kind]} ${borderColour(node, health)}`}
    >
      <Bar node={node} health={health} />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5 text-body leading-[17px] font-semibold">
          <span className="truncate">{nodeName(node)}</span>
          {isTrouble(health) && <HealthSymbol health={health} className="ml-auto size-2.5" />}
        </span>
        <span className="flex items-center gap-1.5 text-tiny leading-[15px] text-muted">
          <span className="min-w-0 flex-1 truncate">{nodeCaption(node)}</span>
          {marksOf(node)
            .slice(0, mostIcons)
            .map((kind) => (
              <MarkIcon key={kind} kind={kind} className="size-3.5" />
            ))}
        </span>
      </span>
      {isGroup && <Plus aria-hidden className="size-4 shrink-0 text-muted" />}
    </button>
  )
}

function Bar({ node, health }: { node: GraphNode; health: Health }) {
  const look =
    node.kind === 'service'
      ? 'left-2 my-auto size-2 rounded-full'
      : 'left-[3px] my-1.5 w-[3px] rounded-full'
  return <span aria-hidden className={`absolute inset-y-0 ${look} ${bars[health]}`} />
}
