import type { Point } from './geometry'
import type { EdgeButton } from './pill-view'

const size = 16

/** An edge without a pill, for who walks by keys: seen while it has the focus, and not in a pointer's way. */
export function EdgeStop({
  edgeId,
  at,
  spoken,
  isSelected,
  isTabStop,
  onOpen,
  onVisit,
}: EdgeButton & { edgeId: string; at: Point }) {
  return (
    <button
      type="button"
      data-element-id={edgeId}
      aria-label={spoken}
      aria-pressed={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      onClick={onOpen}
      onFocus={onVisit}
      style={{ left: at.x - size / 2, top: at.y - size / 2, width: size, height: size }}
      className="pointer-events-none absolute rounded-full border border-accent bg-surface opacity-0 focus:opacity-100"
    />
  )
}
