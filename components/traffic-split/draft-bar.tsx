'use client'
import { TriangleAlert } from 'lucide-react'
import { Button } from '@/components/ui/button'
import type { Split } from '@/lib/domain/traffic-split/split'
import { type Draft, type Drift, draftRoute, isStillThere } from './draft'
import { destinationNames, weightsText } from './words'

const longestReason = 200

/** What is moved and not yet written, and the way on or back. */
export function DraftBar({
  split,
  draft,
  drift,
  reason,
  onReason,
  onReview,
  onDiscard,
  onRebase,
}: {
  split: Pick<Split, 'kind' | 'routes'>
  draft: Draft
  drift: readonly Drift[]
  reason: string
  onReason: (reason: string) => void
  onReview: () => void
  onDiscard: () => void
  onRebase: () => void
}) {
  const moved = split.routes.filter(
    (route) => route.route in draft.moved && isStillThere(draft, route),
  )
  return (
    <section
      aria-label="What you have moved"
      className="sticky bottom-3 z-10 flex flex-col gap-2 rounded-panel border border-accent bg-surface px-4 py-3 shadow-float"
    >
      {drift.length > 0 && <DriftNote drift={drift} onRebase={onRebase} />}
      <div className="flex flex-wrap items-end gap-3">
        <ul className="min-w-40 flex-1">
          {moved.map((route) => {
            const { configured, weights } = draftRoute(draft, split.kind, route)
            return (
              <li key={route.route}>
                <span className="text-muted">
                  {destinationNames(route.destinations).join(' / ')}: {weightsText(configured)} →{' '}
                </span>
                <strong className="font-semibold">{weightsText(weights)}</strong>
              </li>
            )
          })}
        </ul>
        <label className="flex min-w-48 flex-1 flex-col gap-1 text-small text-muted">
          Reason, kept in the history
          <input
            type="text"
            value={reason}
            maxLength={longestReason}
            onChange={(event) => onReason(event.target.value)}
            className="h-8 rounded-panel border border-line bg-canvas px-2 text-body text-text pointer-coarse:h-10"
          />
        </label>
        <div className="flex gap-2">
          <Button onClick={onDiscard}>Discard</Button>
          <Button emphasis="primary" disabled={drift.length > 0} onClick={onReview}>
            Review the change
          </Button>
        </div>
      </div>
    </section>
  )
}

function DriftNote({ drift, onRebase }: { drift: readonly Drift[]; onRebase: () => void }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2">
      <TriangleAlert aria-hidden className="size-4 shrink-0 text-degraded" />
      <p className="min-w-48 flex-1">
        Somebody else has changed this route since you began
        {drift.map((one) => (
          <DriftWords key={one.route} {...one} />
        ))}
        .
      </p>
      <Button onClick={onRebase}>
        {drift.some(({ now }) => now === null)
          ? 'Keep what still fits'
          : 'Keep my weights on top of it'}
      </Button>
    </div>
  )
}

function DriftWords({ route, now, weights }: Drift) {
  if (now === null) return <span>: it is gone, or is another route now</span>
  return (
    <span>
      {now !== route && `: another one stands in front of it, it is ${now} now`}
      {weights && (
        <>
          : {weightsText(weights.before)} is now <strong>{weightsText(weights.now)}</strong>
        </>
      )}
    </span>
  )
}
