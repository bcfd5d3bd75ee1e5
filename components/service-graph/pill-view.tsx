import { HealthSymbol } from '@/components/mesh/health'
import { pillHeight } from './pill'
import type { PlacedPill } from './place-pills'
import { type EdgeTone, isTrouble } from './words'

const texts: Record<EdgeTone, string> = {
  healthy: 'text-text',
  degraded: 'text-degraded',
  failing: 'text-failing',
  unknown: 'text-muted',
  tcp: 'text-tcp',
}

/** What an edge is to who opens it, whatever it looks like. */
export type EdgeButton = {
  spoken: string
  isSelected: boolean
  isTabStop: boolean
  onOpen: () => void
  /** It was given the focus. */
  onVisit: () => void
}

export function PillView({
  placed: { edgeId, pill, at },
  spoken,
  isSelected,
  isTabStop,
  onOpen,
  onVisit,
}: EdgeButton & { placed: PlacedPill }) {
  return (
    <button
      type="button"
      data-element-id={edgeId}
      data-edge-id={edgeId}
      aria-label={spoken}
      aria-pressed={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      onClick={(event) => event.detail === 0 && onOpen()}
      onFocus={onVisit}
      style={{
        left: at.x - pill.width / 2,
        top: at.y - pillHeight / 2,
        width: pill.width,
        height: pillHeight,
      }}
      className={`absolute flex items-center justify-center gap-[3px] rounded-full border border-line bg-surface text-tiny font-semibold whitespace-nowrap aria-pressed:border-accent aria-pressed:outline-1 aria-pressed:outline-accent ${texts[pill.tone]}`}
    >
      {isTrouble(pill.tone) && <HealthSymbol health={pill.tone} className="size-2.5" />}
      {pill.parts.map((part, index) => (
        <span key={part}>
          {index > 0 && <span className="pr-[3px] font-normal text-muted">·</span>}
          {part}
        </span>
      ))}
    </button>
  )
}
