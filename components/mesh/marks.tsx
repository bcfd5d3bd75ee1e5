import {
  Bug,
  Copy,
  DoorOpen,
  Gauge,
  Layers,
  LockOpen,
  type LucideIcon,
  Moon,
  PowerOff,
  ShieldOff,
  Split,
  Timer,
  Waypoints,
} from 'lucide-react'
import type { Mark } from '@/lib/domain/service-graph/graph'

type Look = { label: string; icon: LucideIcon; meaning: string }

/** One record for all that is said about a mark: on the card, in the panel, in the legend. */
export const markLooks: Record<Mark['kind'], Look> = {
  gateway: { label: 'gateway', icon: DoorOpen, meaning: 'lets traffic into or out of the mesh' },
  waypoint: { label: 'waypoint', icon: Waypoints, meaning: 'handles HTTP for ambient workloads' },
  trafficSplit: { label: 'traffic split', icon: Split, meaning: 'a route divides its traffic' },
  noProxy: {
    label: 'no proxy',
    icon: ShieldOff,
    meaning: 'outside the mesh: reports nothing itself',
  },
  ambient: { label: 'ambient', icon: Layers, meaning: 'in the mesh without a proxy of its own' },
  fault: { label: 'fault', icon: Bug, meaning: 'a route delays or aborts its requests on purpose' },
  mirror: { label: 'mirrored', icon: Copy, meaning: 'a route sends copies of its requests on' },
  timeout: { label: 'timeout', icon: Timer, meaning: 'a route ends requests that take too long' },
  circuitBreaker: {
    label: 'circuit breaker',
    icon: Gauge,
    meaning: 'a DestinationRule limits or ejects what overloads',
  },
  plaintext: { label: 'plaintext', icon: LockOpen, meaning: 'received unencrypted traffic' },
  idle: { label: 'idle', icon: Moon, meaning: 'runs, but no traffic was seen in the window' },
  dead: { label: 'no ready pods', icon: PowerOff, meaning: 'nothing is there to answer' },
}

export function MarkIcon({
  kind,
  className = 'size-4',
}: {
  kind: Mark['kind']
  className?: string
}) {
  const { icon: Icon, label } = markLooks[kind]
  return (
    <span title={label} className="shrink-0 text-muted">
      <Icon aria-hidden className={className} strokeWidth={1.75} />
    </span>
  )
}

export function MarkChip({ kind }: { kind: Mark['kind'] }) {
  const { label, meaning } = markLooks[kind]
  return (
    <span
      title={meaning}
      className="inline-flex h-5 items-center gap-1 rounded-small bg-hover px-1.5 text-small font-medium text-muted"
    >
      <MarkIcon kind={kind} className="size-3.5" />
      {label}
    </span>
  )
}
